package sam.functions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import sam.durable.Json;

/// A grammar's process that dies of a file that says "fatal", without a word, as a fault in a library would.
final class FragileGrammar {
    private FragileGrammar() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length > 0) {
            Runtime.getRuntime().halt(139);
        }
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println(GrammarMain.READY);
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var asked = Json.MAPPER.readValue(line, GrammarMain.Question.class);
            if (asked.text().contains("fatal")) {
                Runtime.getRuntime().halt(139);
            }
            System.out.println(Json.line(GrammarMain.answer(asked)));
        }
    }
}
