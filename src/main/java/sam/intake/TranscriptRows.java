package sam.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import sam.library.Example;
import sam.rows.Message;
import sam.rows.Message.Role;

/// HH-RLHF: two whole transcripts, `\n\nHuman: …\n\nAssistant: …`, that part at the last answer.
record TranscriptRows() implements RowShape {
    private static final Pattern SPEAKER = Pattern.compile("\n\n(Human|Assistant):");

    @Override
    public boolean fits(Fields row) {
        return !row.holds("prompt")
                && isTranscript(row.peek("chosen").asString(""))
                && isTranscript(row.peek("rejected").asString(""));
    }

    @Override
    public Example read(long line, Fields row) throws RowRefusedException {
        var chosen = turns(row.required("chosen", "chosen transcript"));
        var rejected = turns(row.required("rejected", "rejected transcript"));
        var prompt = chosen.subList(0, chosen.size() - 1);
        if (!prompt.equals(rejected.subList(0, rejected.size() - 1))) {
            throw new RowRefusedException("its two transcripts begin differently");
        }
        return Turns.preference(Around.turns(row, prompt), chosen.getLast(), rejected.getLast(), null);
    }

    private static boolean isTranscript(String text) {
        return text.stripLeading().startsWith("Human:") && text.contains("\n\nAssistant:");
    }

    private static List<Message> turns(String transcript) throws RowRefusedException {
        var text = transcript.startsWith("\n\n") ? transcript : "\n\n" + transcript.stripLeading();
        var marks = SPEAKER.matcher(text).results().toList();
        if (marks.isEmpty() || marks.getFirst().start() != 0) {
            throw new RowRefusedException("it is no transcript of Human: and Assistant: turns");
        }
        var turns = new ArrayList<Message>();
        for (int i = 0; i < marks.size(); i++) {
            var role = marks.get(i).group(1).equals("Human") ? Role.USER : Role.ASSISTANT;
            int end = i + 1 < marks.size() ? marks.get(i + 1).start() : text.length();
            turns.add(new Message(role, text.substring(marks.get(i).end(), end).strip()));
        }
        if (turns.getLast().role() != Role.ASSISTANT) {
            throw new RowRefusedException("a transcript does not end with an answer");
        }
        return turns;
    }
}
