package sam.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sam.durable.Json;

class WorkerEventTest {
    private static final String PLAIN = """
        {"type":"step","step":3,"loss":0.5,"grad_norm":1.5,"learning_rate":1.0E-4,"num_tokens":120,"epoch":0.1,\
        "seconds":0.5,"tokens_per_second":240.0,"memory_bytes":1000}\
        """;
    private static final String PREFERENCE = PLAIN.substring(0, PLAIN.length() - 1) + """
        ,"rewards/chosen":0.25,"rewards/rejected":-0.25,"rewards/margins":0.5,"rewards/accuracies":1.0,"kl":0.125}\
        """;

    @Test
    void aStepWrittenByAnEarlierProgramIsReadAndWrittenTheSame() {
        for (var line : new String[] {PLAIN, PREFERENCE}) {
            var event = Json.MAPPER.readValue(line, WorkerEvent.class);
            assertThat((Object) Json.MAPPER.readTree(
                            Json.MAPPER.writerFor(WorkerEvent.class).writeValueAsString(event)))
                    .isEqualTo(Json.MAPPER.readTree(line));
        }
    }

    @Test
    void aStepWithoutRewardsHasNoneOfThem() {
        var step = (WorkerEvent.Step) Json.MAPPER.readValue(PLAIN, WorkerEvent.class);
        assertThat(step.rewards()).isEqualTo(Rewards.NONE);
        var preference = (WorkerEvent.Step) Json.MAPPER.readValue(PREFERENCE, WorkerEvent.class);
        assertThat(preference.rewards()).isEqualTo(new Rewards(0.25, -0.25, 0.5, 1.0, 0.125));
    }
}
