package sam.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReviewTriageTest {
    @Test
    void takesWhatAsksForAChange() {
        for (var told : List.of(
                "Please close the stream here, otherwise it leaks.",
                "This should throw an IllegalStateException instead of returning null.",
                "Could you move this check above the loop?",
                "Use a StringBuilder here.",
                "nit: rename this to `readCard`, since it reads one card only")) {
            assertThat(ReviewTriage.fault(told)).as(told).isEmpty();
        }
    }

    @Test
    void leavesPraiseQuestionsLooksAndPointers() {
        for (var told : List.of(
                "Nice, this is much better than before!",
                "LGTM, thanks for doing this",
                "Why is this needed?",
                "What happens when the list is empty?",
                "nit: missing newline at the end",
                "Please remove the trailing whitespace.",
                "Same here, please use the helper.",
                "Please see https://example.com/guide for how to do it.",
                "Done in the next commit, I think.",
                "typo",
                "```suggestion\nreturn 1;\n```",
                "")) {
            assertThat(ReviewTriage.fault(told)).as(told).isPresent();
        }
    }
}
