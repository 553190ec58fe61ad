package sam.convert;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sam.durable.Plain;
import sam.model.ChatTemplate;
import sam.model.ChatTemplate.Turn;
import sam.model.TurnEnds;
import sam.model.files.ModelException;
import sam.model.tokens.ModelText;

/// A base's chat template in the template language of Go, as far as a template only puts fixed texts around what is
/// said: these are read off renderings of small conversations, and believed only where both write other conversations
/// alike.
///
/// `start` begins a conversation without a system message; `system`, where it can be said so, is the message such a
/// conversation gets by itself. Each role's text stands between its two.
record OllamaTemplate(
        String start,
        Optional<String> system,
        Optional<Around> systems,
        Around users,
        Around assistants,
        String generation) {
    private static final String SYSTEM = "\uE020";
    private static final String[] SAID = {"\uE021", "\uE022", "\uE023"};

    /// What stands before and behind a turn's text.
    record Around(String before, String after) {}

    /// Why a base's template cannot be told to Ollama.
    static final class Untold extends Exception {
        private static final long serialVersionUID = 1;

        private Untold(String reason) {
            super(reason);
        }
    }

    static OllamaTemplate of(ModelText model) throws Untold {
        ChatTemplate template;
        try {
            template = model.template();
        } catch (ModelException none) {
            throw new Untold("the base has none that is understood");
        }
        if (TurnEnds.of(template, List.of()).equals(TurnEnds.NONE)) {
            throw new Untold("the base's own closes no answer with anything that could be told from the answer");
        }
        var begin = model.tokenizer().specials().getOrDefault("bos_token", "");
        return new Asked(template, begin).read();
    }

    /// In the template language of Go, where `.System` is the system message and `.Messages` are all.
    String written() {
        var text = new StringBuilder("{{- ");
        if (!start.isEmpty() && system.isEmpty()) {
            text.append("if not .System }}").append(literal(start)).append("{{ end }}{{ ");
        }
        text.append("range .Messages }}");
        var alike = alike();
        if (alike.isPresent()) {
            text.append(literal(alike.get().before()))
                    .append("{{ .Role }}")
                    .append(literal(alike.get().after()))
                    .append("{{ .Content }}")
                    .append(literal(users.after()))
                    .append("{{ end }}");
        } else {
            var branches = new ArrayList<String>();
            systems.ifPresent(around -> branches.add(branch("system", around)));
            branches.add(branch("user", users));
            branches.add(branch("assistant", assistants));
            text.append("{{ ").append(String.join("{{ else ", branches)).append("{{ end }}{{ end }}");
        }
        return text.append(literal(generation)).toString();
    }

    private static String branch(String role, Around around) {
        return Plain.text("if eq .Role \"%s\" }}%s", role, said(around));
    }

    private static String said(Around around) {
        return literal(around.before()) + "{{ .Content }}" + literal(around.after());
    }

    private static String literal(String text) {
        return text.replace("{{", "{{ \"{{\" }}");
    }

    /// What stands around the role's name, where all roles are written alike.
    private Optional<Around> alike() {
        if (systems.isEmpty()
                || !users.after().equals(assistants.after())
                || !users.after().equals(systems.get().after())) {
            return Optional.empty();
        }
        int at = users.before().indexOf("user");
        if (at < 0) {
            return Optional.empty();
        }
        var around = new Around(users.before().substring(0, at), users.before().substring(at + "user".length()));
        boolean same = systems.get().before().equals(around.before() + "system" + around.after())
                && assistants.before().equals(around.before() + "assistant" + around.after());
        return same ? Optional.of(around) : Optional.empty();
    }

    /// What Ollama writes with it before an answer.
    String render(List<Turn> turns) {
        var text = new StringBuilder();
        boolean told = turns.getFirst().role().equals("system");
        if (!told && system.isPresent()) {
            text.append(around(systems.orElseThrow(), system.get()));
        } else if (!told) {
            text.append(start);
        }
        for (var turn : turns) {
            text.append(
                    switch (turn.role()) {
                        case "system" ->
                            systems.map(around -> around(around, turn.content()))
                                    .orElse("");
                        case "user" -> around(users, turn.content());
                        default -> around(assistants, turn.content());
                    });
        }
        return text.append(generation).toString();
    }

    private static String around(Around around, String said) {
        return around.before() + said + around.after();
    }

    /// Reads the fixed texts off renderings.
    private record Asked(ChatTemplate template, String begin) {
        private static final Duration YEAR = Duration.ofDays(400);

        private OllamaTemplate read() throws Untold {
            var plain = between(talk(false, SAID[0], SAID[1], SAID[2]), SAID[0], SAID[1], SAID[2]);
            var first = between(talk(false, SAID[0]), SAID[0]);
            var systems = system();
            // what opens the conversation, follows the system message, and lies between an answer and a question
            var opens = new ArrayList<>(List.of(plain.get(0), plain.get(2)));
            systems.ifPresent(parts -> opens.add(parts.get(1)));
            var user = opens.stream().reduce(Asked::sharedTail).orElseThrow();
            var closes = new ArrayList<>(List.of(plain.get(1), plain.get(2), first.get(1)));
            systems.ifPresent(parts -> closes.add(parts.get(1)));
            closes.add(tail());
            var close = closes.stream().reduce(Asked::sharedHead).orElseThrow().replaceFirst("[<\\[{|]+\\w*$", "");
            if (user.length() > close.length() && user.startsWith(close)) {
                user = user.substring(close.length());
            }
            var start = without(plain.get(0), user);
            var after = without(plain.get(2), user);
            var shared = sharedHead(plain.get(1), first.get(1));
            var behind = shared.startsWith(after) ? after : shared;
            var users = new Around(user, behind);
            var assistants = new Around(plain.get(1).substring(behind.length()), after);
            var generation = first.get(1).substring(behind.length());
            var bare = new OllamaTemplate(start, Optional.empty(), Optional.empty(), users, assistants, generation);
            requireAlike(bare, false);
            if (systems.isEmpty()) {
                return bare;
            }
            var around =
                    new Around(systems.get().getFirst(), without(systems.get().get(1), user));
            var whole = new OllamaTemplate(
                    start, message(start, around), Optional.of(around), users, assistants, generation);
            try {
                requireAlike(whole, false);
                requireAlike(whole, true);
                return whole;
            } catch (Untold unlike) {
                return bare;
            }
        }

        /// What stands behind a last answer.
        private String tail() {
            try {
                var text = template.render(turns("", SAID[0], SAID[1]), false);
                return text.substring(text.lastIndexOf(SAID[1]) + SAID[1].length());
            } catch (ModelException refused) {
                return "";
            }
        }

        /// What stands before a system message and behind it; empty where the template refuses or leaves it out.
        private Optional<List<String>> system() {
            try {
                var parts = between(talk(true, SAID[0]), SYSTEM, SAID[0]);
                return Optional.of(parts.subList(0, 2));
            } catch (Untold refused) {
                return Optional.empty();
            }
        }

        /// The system message a conversation gets by itself, where it is written as any other.
        private static Optional<String> message(String start, Around system) {
            int from = system.before().length();
            int to = start.length() - system.after().length();
            if (from >= to || !start.startsWith(system.before()) || !start.endsWith(system.after())) {
                return Optional.empty();
            }
            return Optional.of(start.substring(from, to))
                    .filter(text -> text.equals(text.strip()) && !text.contains("\"\"\""));
        }

        private void requireAlike(OllamaTemplate told, boolean system) throws Untold {
            for (int questions = 1; questions <= 3; questions++) {
                var said = new String[2 * questions - 1];
                for (int i = 0; i < said.length; i++) {
                    said[i] = Plain.text("Text %d of %d: why, or what?", i + 1, said.length);
                }
                var turns = turns(system ? "Answer in a word." : "", said);
                if (!render(turns).equals(told.render(turns))) {
                    throw new Untold("the base's own does more than put fixed texts around what is said");
                }
            }
        }

        private String talk(boolean system, String... said) throws Untold {
            return render(turns(system ? SYSTEM : "", said));
        }

        private static List<Turn> turns(String system, String... said) {
            var turns = new ArrayList<Turn>();
            if (!system.isEmpty()) {
                turns.add(new Turn("system", system));
            }
            for (int i = 0; i < said.length; i++) {
                turns.add(new Turn(i % 2 == 0 ? "user" : "assistant", said[i]));
            }
            return turns;
        }

        /// The text before an answer; what begins a text is put there by the tokenizer in Ollama.
        private String render(List<Turn> turns) throws Untold {
            var now = Clock.systemUTC();
            String text;
            try {
                text = template.at(now).render(turns, true);
                if (!template.at(Clock.offset(now, YEAR)).render(turns, true).equals(text)) {
                    throw new Untold("the base's own writes the day's date");
                }
            } catch (ModelException refused) {
                throw new Untold("the base's own refuses a plain conversation");
            }
            if (text.contains("\"\"\"")) {
                throw new Untold("the base's own writes three quotation marks");
            }
            return !begin.isEmpty() && text.startsWith(begin) ? text.substring(begin.length()) : text;
        }

        /// The parts of a text before, between and after what was said, each of which is there once.
        private static List<String> between(String text, String... said) throws Untold {
            var parts = new ArrayList<String>();
            int from = 0;
            for (var one : said) {
                int at = text.indexOf(one, from);
                if (at < 0 || text.indexOf(one) != text.lastIndexOf(one)) {
                    throw new Untold("the base's own leaves something out, says it twice or in another order");
                }
                parts.add(text.substring(from, at));
                from = at + one.length();
            }
            parts.add(text.substring(from));
            return parts;
        }

        private static String without(String text, String tail) {
            return text.substring(0, text.length() - tail.length());
        }

        private static String sharedHead(String a, String b) {
            int length = 0;
            while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
                length++;
            }
            return a.substring(0, length);
        }

        private static String sharedTail(String a, String b) {
            int length = 0;
            while (length < Math.min(a.length(), b.length())
                    && a.charAt(a.length() - 1 - length) == b.charAt(b.length() - 1 - length)) {
                length++;
            }
            return a.substring(a.length() - length);
        }
    }
}
