package sam.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.library.Example;
import sam.rows.Message;

/// The published sets, as their rows are, with the defects they are known for.
class NamedSetsTest {
    @TempDir
    Path folder;

    private record Became(Format format, List<Example> examples, List<String> refusals, Set<String> notes) {}

    /// Reads rows written with single quotes as the importer does, format found out.
    private Became read(String name, String... rows) {
        try {
            var file = folder.resolve(name);
            Files.writeString(file, String.join("\n", rows).replace('\'', '"'), StandardCharsets.UTF_8);
            return read(file, ImportSettings.guess());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Became read(Path file, ImportSettings settings) {
        var formats = new ArrayList<Format>();
        var examples = new ArrayList<Example>();
        var refusals = new ArrayList<String>();
        var notes = new TreeSet<String>();
        RowParser.parse(file, settings, parsed -> {
            switch (parsed) {
                case Parsed.Begun begun -> formats.add(begun.format());
                case Parsed.Taken taken -> examples.add(taken.example());
                case Parsed.Refused refused -> refusals.add(refused.line() + ": " + refused.reason());
                case Parsed.Read read -> read.notes().forEach(note -> notes.add(note.what()));
                case Parsed.Fault fault -> throw new ImportException(fault.sentence());
                case Parsed.Groups _, Parsed.Head _, Parsed.Done _ -> {}
            }
            return true;
        });
        return new Became(formats.getFirst(), examples, refusals, notes);
    }

    private static Example chat(String question, String answer) {
        return new Example.Chat(List.of(Message.user(question), Message.assistant(answer)));
    }

    private static Example pair(String question, String chosen, String rejected) {
        return new Example.Preference(List.of(Message.user(question)), chosen, rejected);
    }

    private static String rated(String response, Object... ratings) {
        var names = List.of("instruction_following", "honesty", "truthfulness", "helpfulness");
        var annotations = IntStream.range(0, 4)
                .mapToObj(i -> "'%s':{'Rating':'%s','Rationale':'r'}".formatted(names.get(i), ratings[i]))
                .collect(Collectors.joining(","));
        return "{'model':'m','response':'%s','annotations':{%s},'overall_score':10,'fine-grained_score':9}"
                .formatted(response, annotations);
    }

    private static String feedback(String source, String... completions) {
        return "{'source':'%s','instruction':'Why?','models':['m'],'completions':[%s],'correct_answers':['None']}"
                .formatted(source, String.join(",", completions));
    }

    @Test
    void ultraFeedbackIsRankedByItsFourRatingsAndNotByItsOverallScore() {
        var became = read(
                "a.jsonl",
                feedback("flan", rated("bad", 1, 1, 2, 1), rated("good", 5, 5, 4, 5), rated("fair", 3, 3, 3, 3)),
                feedback("flan", rated("bad", 4, 4, 4, 4), rated("good", 5, 4, 5, 5)),
                feedback("truthful_qa", rated("bad", 1, 1, 1, 1), rated("good", 5, 5, 5, 5)),
                feedback("flan", rated("unrated", 5, "N/A", 5, 5), rated("good", 4, 4, 4, 4), rated("bad", 1, 2, 1, 1)),
                feedback("flan", rated("unrated", 5, "N/A", 5, 5), rated("good", 4, 4, 4, 4)));
        assertThat(became.format()).isEqualTo(Format.ULTRAFEEDBACK);
        assertThat(became.examples()).containsExactly(pair("Why?", "good", "bad"), pair("Why?", "good", "bad"));
        assertThat(became.refusals())
                .containsExactly(
                        "2: its best and its worst answer are rated less than 1 apart",
                        "3: it is of TruthfulQA, which measures models",
                        "5: fewer than two of its answers have all four ratings");
        assertThat(became.notes()).contains("answers without all four ratings were left out");
    }

    private static String orca(String status, Object score, boolean gsm, String chosen, String rejected) {
        return ("{'system':'Be kind.','input':'Why?','chosen':'%s','rejected':'%s','generations':['a','b'],"
                        + "'rating':[9,8],'status':'%s','chosen_score':%s,'in_gsm8k_train':%s}")
                .formatted(chosen, rejected, status, score, gsm);
    }

    @Test
    void orcaPairsLoseTiesLowScoresAndGsmAndKeepSwappedRows() {
        var became = read(
                "a.jsonl",
                orca("unchanged", 9, false, "c", "r"),
                orca("swapped", "8.0", false, "c", "r"),
                orca("tie", 9, false, "c", "r"),
                orca("unchanged", 7.5, false, "c", "r"),
                orca("unchanged", null, false, "c", "r"),
                orca("unchanged", 9, true, "c", "r"),
                orca("unchanged", 9, false, "same", "same"));
        assertThat(became.format()).isEqualTo(Format.ORCA_PAIRS);
        assertThat(became.examples())
                .hasSize(2)
                .allSatisfy(example ->
                        assertThat(((Example.Preference) example).chosen()).isEqualTo("c"));
        assertThat(became.refusals())
                .containsExactly(
                        "3: neither of its answers is the better one: its status is tie",
                        "4: its chosen answer scores less than 8",
                        "5: its chosen answer scores less than 8",
                        "6: its question is one of GSM8K",
                        "7: both answers are the same");
    }

    @Test
    void commentsOfRedditArePairsWhereOneHasTwiceTheScore() {
        var row = "{'post_id':'%s','domain':'askbaking','history':'Why %d?','human_ref_A':'A%d','human_ref_B':'B%d',"
                + "'labels':%d,'score_A':4,'score_B':2,'score_ratio':%s,'seconds_difference':9}";
        var rows = new ArrayList<String>();
        for (int i = 0; i < 7; i++) {
            rows.add(row.formatted("p", i, i, i, i % 2, "2.0"));
        }
        rows.add(row.formatted("q", 7, 7, 7, 1, "1.9"));
        var became = read("a.jsonl", rows.toArray(String[]::new));
        assertThat(became.format()).isEqualTo(Format.SHP);
        assertThat(became.examples().subList(0, 2))
                .containsExactly(pair("Why 0?", "B0", "A0"), pair("Why 1?", "A1", "B1"));
        assertThat(became.refusals())
                .containsExactly(
                        "6: five pairs of its post were taken already",
                        "7: five pairs of its post were taken already",
                        "8: the better comment scores less than twice the other");
    }

    @Test
    void tasksAreReadAsTextsAndWithoutExamplesInThem() {
        var p3 = read(
                "a.jsonl",
                "{'inputs':[1,2],'inputs_pretokenized':'Is it?','targets':[3],'targets_pretokenized':'\\n"
                        + "Yes','answer_choices':['Yes','No']}",
                "{'inputs':[1],'inputs_pretokenized':'Is"
                    + " it?','targets':[3],'targets_pretokenized':'No','is_correct':false,'idx':[1,0],'weight':1.0}");
        assertThat(p3.format()).isEqualTo(Format.P3);
        assertThat(p3.examples()).containsExactly(chat("Is it?", "Yes"));
        assertThat(p3.refusals()).containsExactly("2: it is of a set that scores choices (_score_eval)");
        var flan = read(
                "b.jsonl",
                "{'inputs':'Is it?','targets':'Yes','task_source':'Flan2021','task_name':'t','template_type':'zs_opt'}",
                "{'inputs':'Q A"
                        + " Q','targets':'Yes','task_source':'Flan2021','task_name':'t','template_type':'fs_noopt'}");
        assertThat(flan.format()).isEqualTo(Format.FLAN);
        assertThat(flan.examples()).containsExactly(chat("Is it?", "Yes"));
        assertThat(flan.refusals()).containsExactly("2: its prompt holds examples (a few-shot template)");
    }

    @Test
    void theChainOfThoughtSetsOfFlanNameNoColumns() {
        var became = read(
                "cot.tsv",
                "How many are left of three?\t2\tOne goes.\\nTwo are <<3-1=2>>left.",
                "Who \"wrote\" the book?\tAda\tIt says so on its back, she wrote it.",
                "What is 1 + 1 in words?\ttwo\tOne and one are two of them.");
        assertThat(became.format()).isEqualTo(Format.RATIONALE);
        assertThat(became.refusals()).isEmpty();
        assertThat(became.examples().getFirst())
                .isEqualTo(new Example.Reasoned(
                        List.of(Message.user("How many are left of three?")), "One goes.\nTwo are left.", "2"));
        assertThat(became.examples()).hasSize(3);
    }

    @Test
    void aquaKeepsTheLetterApartFromTheRationale() {
        var became = read(
                "train.jsonl",
                "{'question':'2+2?','options':['A)3','B)4'],'rationale':'Two and two.\\nAnswer B','correct':'B'}",
                "{'question':'2+2?','options':['A)3','B)4'],'rationale':'Hm.','correct':'E'}");
        assertThat(became.format()).isEqualTo(Format.AQUA);
        assertThat(became.examples())
                .containsExactly(
                        new Example.Reasoned(List.of(Message.user("2+2?\nA)3\nB)4")), "Two and two.\nAnswer B", "B"));
        assertThat(became.refusals()).containsExactly("2: its key is none of its options");
    }

    private static String commit(String subject, String before, String after) {
        return ("{'commit':'c','old_file':'a.py','new_file':'a.py','old_contents':'%s','new_contents':'%s',"
                        + "'subject':'%s','message':'m','lang':'Python','license':'mit','repos':'o/r'}")
                .formatted(before, after, subject);
    }

    @Test
    void commitsBecomeChangesAndThoseThatSayNothingAreRefused() {
        var became = read(
                "a.jsonl",
                commit("Add a way to say bye", "a\\nb\\n", "a\\nc\\n"),
                commit("Fix #12 in the parser", "a", "b"),
                commit("Merge branch x into y", "a", "b"),
                commit("Fix bug", "a", "b"),
                commit("Change nothing at all here", "a", "a"),
                commit("Remove the whole file now", "a", ""));
        assertThat(became.format()).isEqualTo(Format.COMMITPACK);
        assertThat(became.examples())
                .containsExactly(new Example.Diff(
                        "Add a way to say bye", "a\nb\n", "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"));
        assertThat(became.refusals())
                .containsExactly(
                        "2: its subject points to an issue, an address or a commit",
                        "3: its subject is one of a merge, a release or a machine",
                        "4: its subject says too little",
                        "5: the change changes nothing",
                        "6: nothing is left of the file after the change");
        var swe = read(
                "b.jsonl",
                "{'repo':'o/r','instance_id':'1','base_commit':'c','patch':'--- a\\n"
                        + "+++ b\\n"
                        + "','test_patch':'t','problem_statement':'It fails','hints_text':'h','FAIL_TO_PASS':'[]'}");
        assertThat(swe.format()).isEqualTo(Format.SWE_BENCH);
        assertThat(swe.examples()).containsExactly(new Example.Diff("It fails", "", "--- a\n+++ b\n"));
    }

    @Test
    void ranksOfTreesBecomePairsWhenPairsAreAskedFor() throws Exception {
        var rows = List.of(
                "{'message_id':'q','parent_id':null,'role':'prompter','text':'Why?','tree_state':'ready_for_export'}",
                "{'message_id':'a','parent_id':'q','role':'assistant','text':'Best','rank':0,'labels':{'name':['spam','quality'],'value':[0,0.9]}}",
                "{'message_id':'b','parent_id':'q','role':'assistant','text':'Near','rank':1,'labels':{'name':['quality'],'value':[0.8]}}",
                "{'message_id':'c','parent_id':'q','role':'assistant','text':'Worst','rank':2,'labels':{'name':['quality'],'value':[0.1]}}",
                "{'message_id':'r','parent_id':'b','role':'prompter','text':'How?'}",
                "{'message_id':'d','parent_id':'r','role':'assistant','text':'So','rank':0}",
                "{'message_id':'e','parent_id':'r','role':'assistant','text':'Thus','rank':1}",
                "{'message_id':'f','parent_id':'r','role':'assistant','text':'Model','rank':2,'synthetic':true}");
        var file = Files.writeString(
                folder.resolve("a.jsonl"), String.join("\n", rows).replace('\'', '"'));
        assertThat(read(file, ImportSettings.guess()).format()).isEqualTo(Format.OASST_FLAT);
        var pairs = read(file, ImportSettings.guess().withFormat(Format.OASST_FLAT_PAIRS));
        assertThat(pairs.examples())
                .containsExactly(
                        pair("Why?", "Best", "Worst"),
                        new Example.Preference(
                                List.of(Message.user("Why?"), Message.assistant("Near"), Message.user("How?")),
                                "So",
                                "Thus"));
        assertThat(pairs.notes()).contains("answers whose quality differs by less than 0.15 made no pair");
    }

    @Test
    void aTestSplitIsNotTrainedOnUnlessThePersonSaysSo() throws Exception {
        var row = "{\"question\":\"q\",\"answer\":\"1 #### 1\"}\n";
        for (var name : List.of("gsm8k-test.jsonl", "test.jsonl", "main_test.json", "test-00000-of-00001.jsonl")) {
            var file = Files.writeString(folder.resolve(name), row);
            assertThatThrownBy(() -> read(file, ImportSettings.guess()))
                    .isInstanceOf(ImportException.class)
                    .hasMessageContaining(name + " is called a test split");
            assertThat(read(file, ImportSettings.guess().withPhase(3)).examples())
                    .hasSize(1);
        }
        for (var name : List.of("gsm8k-train.jsonl", "latest.jsonl", "testament.jsonl")) {
            assertThat(read(Files.writeString(folder.resolve(name), row), ImportSettings.guess())
                            .examples())
                    .hasSize(1);
        }
    }

    @Test
    void anInputThatIsOnlyAnAddressIsRefused() {
        assertThat(read("a.jsonl", "{'instruction':'Sum up','input':'https://x.org/a','output':'o'}")
                        .refusals())
                .containsExactly("1: its input is only an address, which no model can open");
    }
}
