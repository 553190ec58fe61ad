package sam.docs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import sam.durable.Plain;

/// Makes questions of headings and of the sentences that lead to code, in the words that stand there.
final class Wording {
    private static final Pattern HOW_TO = Pattern.compile("(?i)^how\\s+(?:to|do i|do you|can i|can you)\\s+(.+?)\\??$");
    private static final Pattern GERUND = Pattern.compile("^([A-Za-z]+)ing\\s+(.+)$");
    private static final Pattern AND_ALSO = Pattern.compile("^(and|or) ([a-z]+)ing\\b");
    private static final Pattern IMPERATIVE = Pattern.compile(
            "^(?:\\d+\\.\\s*)?(Create|Add|Install|Configure|Write|Define|Make|Deploy|Enable|Disable|Get|Send|Parse|Convert|Customize|Remove|Declare|Generate|Set"
                + " up|Override|Handle|Read|Return|Check|Run)\\s+(?!and\\b|or\\b)(.+)$");
    private static final Pattern SHOWS =
            Pattern.compile("(?is)^(?:in )?(?:the following|this|the|here(?:'|’)?s an|here is an) (?:\\w+"
                + " )?(?:example|code|snippet|program|script|function)(?: below)? "
                + "(shows?|demonstrates?|illustrates?|creates?|uses?|prints?|defines?|returns?|adds?|sets?|converts?|logs?|finds?|gets?|makes?|tests?|computes?|implements?|sorts?|filters?|removes?|checks?|reads?|writes?|starts?|sends?)"
                + " (.+)$");
    private static final Pattern HERE = Pattern.compile(
            "(?is)^(?:.*[.?] )?(?:here(?:'|’)?s|here is|below is|the following is|consider) an? ((?:\\w+"
                    + " )?(?:example|program|script|snippet|function|class|server|client|application|app)\\b .+)$");
    private static final Pattern TO = Pattern.compile(
            "(?s)^(?:In order )?[Tt]o ([a-z][^,]{8,120}),"
                + " (?:you|use|add|set|call|pass|simply|we|the|just|specify|create|run|import|define|write|put|wrap|first|an?|one|it|declare)\\b.*$");
    private static final Pattern WANT = Pattern.compile(
            "(?s)^(?:If|When|Whenever) (?:you|one) (?:want|wants|need|needs|wish|would like) to ([^,]{8,120}), .*$");
    private static final Pattern CAN = Pattern.compile(
            "(?s)^(?:You|One) can (?:also |easily |simply )?([a-z][^.:]{12,160}?)(?: like this| as follows)?[.:].*$");

    /// Stems of words in -ing that lost an e.
    private static final Set<String> WITH_E = words("""
        activat analyz animat authenticat bundl cach calculat captur chang choos clon clos cod combin
        compar compil complet comput concatenat configur consum creat customiz cycl debounc declar decod
        defin delegat delet describ deserializ determin disabl dispos duplicat emulat enabl encod escap
        evaluat examin exchang exclud execut expos generat handl hid illustrat imagin includ initializ
        integrat interpolat invok isolat iterat locat mak manag maximiz measur merg minimiz mov mutat
        nam navigat normaliz observ operat optimiz organiz overrid paginat pars pip plac populat prepar
        produc provid queu rais realiz recogniz reduc referenc refin releas remov replac receiv requir resiz
        resolv retir retriev reus rotat sampl sav scal schedul separat serializ serv shar simulat slic
        solv specializ splic squeez stor structur styl subscrib synchroniz tak terminat throttl tim
        toggl trac translat truncat tun typ updat upgrad us validat visualiz writ
        """);

    /// Stems that doubled their last letter.
    private static final Set<String> DOUBLED = words("""
        begg clipp controll debugg dropp embedd formatt gett mapp permitt plott putt runn scann sett
        skipp splitt stopp stripp submitt swapp trimm wrapp zipp
        """);

    /// Stems that are the verb.
    private static final Set<String> WHOLE = words("""
        access add align allow append apply assign attach avoid call cancel catch check clear click
        collect connect construct convert copy count deploy detect disallow display document download
        draw edit emit expand export extend extract fetch fill filter find fix flatten flush forward
        group highlight hook implement import inherit insert inspect install join launch limit link list
        listen load lock match mock modify monitor mount nest obtain open pass perform pick point
        position post press prevent print prompt protect publish pull push query read redirect refresh
        register reject render repeat request reset restart return reverse rewind search select send
        show sort specify start suppress switch test transform trigger turn unpack upload verify visit
        wait walk watch
        """);

    private Wording() {}

    /// What a heading asks, if it asks how something is done: `create a command`, or a question as it stands.
    static Optional<String> deed(String heading) {
        var text = heading.replaceAll("^\\d+(?:\\.\\d+)*\\.?\\s+", "").strip();
        if (text.length() > 100) {
            return Optional.empty();
        }
        var how = HOW_TO.matcher(text);
        if (how.matches()) {
            return Optional.of(how.group(1));
        }
        var imperative = IMPERATIVE.matcher(text);
        if (imperative.matches()) {
            return Optional.of(imperative.group(1).toLowerCase(Locale.ROOT) + " " + imperative.group(2));
        }
        var gerund = GERUND.matcher(text);
        if (gerund.matches()) {
            return verb(gerund.group(1).toLowerCase(Locale.ROOT))
                    .flatMap(verb -> joined(gerund.group(2)).map(rest -> verb + " " + rest));
        }
        return Optional.empty();
    }

    /// "Creating and using X": both verbs, or none.
    private static Optional<String> joined(String rest) {
        var more = AND_ALSO.matcher(rest);
        return more.find()
                ? verb(more.group(2)).map(verb -> more.group(1) + " " + verb + rest.substring(more.end()))
                : Optional.of(rest);
    }

    /// The verb of a word in -ing, by lists: a guess would be wrong now and then.
    private static Optional<String> verb(String stem) {
        if (WITH_E.contains(stem)) {
            return Optional.of(stem + "e");
        }
        if (DOUBLED.contains(stem)) {
            return Optional.of(stem.substring(0, stem.length() - 1));
        }
        return WHOLE.contains(stem) ? Optional.of(stem) : Optional.empty();
    }

    private static Set<String> words(String text) {
        return Set.copyOf(Arrays.asList(text.strip().split("\\s+")));
    }

    /// What a paragraph that leads to code asks for, and whether the paragraph answers a part of it itself.
    record Asked(String question, boolean answersToo) {}

    /// - `in`: " in Click", or empty where the words name it.
    static Optional<Asked> asked(String paragraph, String in) {
        // a full stop within code ends no sentence
        return said(paragraph, in)
                .filter(asked -> asked.question().chars().filter(c -> c == '`').count() % 2 == 0);
    }

    private static Optional<Asked> said(String paragraph, String in) {
        var text = paragraph.replace('\n', ' ').replaceAll("\\s+", " ").strip();
        var shows = SHOWS.matcher(text);
        if (shows.matches()) {
            var verb = shows.group(1).toLowerCase(Locale.ROOT);
            var rest = trimmed(shows.group(2));
            boolean showing = verb.matches("shows?|demonstrates?|illustrates?");
            return Optional.of(new Asked(
                    showing
                            ? Plain.text("Write an example%s that shows %s.", in, rest)
                            : Plain.text(
                                    "Write an example%s that %s %s.", in, verb.endsWith("s") ? verb : verb + "s", rest),
                    false));
        }
        var here = HERE.matcher(text);
        if (here.matches()) {
            return Optional.of(new Asked(
                    Plain.text("Show an %s%s.", trimmed(here.group(1)), in).replace("Show an ", article(here.group(1))),
                    false));
        }
        var to = TO.matcher(text);
        var want = WANT.matcher(text);
        if (to.matches() || want.matches()) {
            var deed = to.matches() ? to.group(1) : want.group(1);
            return Optional.of(new Asked(Plain.text("How do I %s%s?", mine(deed), in), true));
        }
        var can = CAN.matcher(text);
        if (can.matches()) {
            return Optional.of(new Asked(Plain.text("How can I %s%s?", mine(trimmed(can.group(1))), in), true));
        }
        return Optional.empty();
    }

    private static String article(String noun) {
        return "aeiouAEIOU".indexOf(noun.charAt(0)) >= 0 ? "Show an " : "Show a ";
    }

    private static String trimmed(String text) {
        var first = text.replaceAll("(?s)(?<=[a-z`)])[.:](?:\\s.*)?$", "");
        return first.replaceAll("[:,.\\s]+$", "");
    }

    /// Without the words that only point at the code below.
    static String withoutPointer(String paragraph) {
        return paragraph
                .replaceAll("\\s+", " ")
                .replaceAll("(?<=[.!]) [^.!:]*\\bsomething like\\b[^.!:]*[.:]*$", "")
                .replaceAll(
                        "(?i)(?<=[.!]) (?:have a look at|take a look at|look at|see|consider|take|here is|here's|below"
                                + " is)[^.:]*\\b(?:following|example|code|this)\\b[^.:]*[.:]?$",
                        "")
                .replaceAll(
                        "(?i)\\s*(?:for example|for instance|like this|as follows|e\\.g\\.)?\\s*(?:[:,…]|\\.\\.\\.)$",
                        ".");
    }

    /// Who reads asks for himself.
    static String mine(String text) {
        return text.replaceAll("\\byourself\\b", "myself")
                .replaceAll("\\byour\\b", "my")
                .replaceAll("\\byou(?:'|’)re\\b", "I am")
                .replaceAll("\\byou are\\b", "I am")
                .replaceAll("\\byou\\b", "I");
    }
}
