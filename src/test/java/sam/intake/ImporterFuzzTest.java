package sam.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.library.Example;
import sam.rows.Message;

/// Thousands of damaged files of every format: each ends in rows and counted refusals, or in one sentence.
class ImporterFuzzTest {
    private static final int MUTANTS = 250;

    private static final Map<Format, List<String>> SEEDS = Map.ofEntries(
            Map.entry(Format.ALPACA, List.of("{'instruction':'Sing “é”','input':'x','output':'La'}")),
            Map.entry(Format.DOLLY, List.of("{'instruction':'a','context':'b[1]','response':'c','category':'qa'}")),
            Map.entry(Format.GPTEACHER, List.of("{'instruction':'a','input':'','response':'b 😀'}")),
            Map.entry(Format.GSM8K, List.of("{'question':'q','answer':'1+1=<<1+1=2>>2\\n#### 2'}")),
            Map.entry(
                    Format.HH_RLHF,
                    List.of("{'chosen':'\\n"
                            + "\\n"
                            + "Human: a\\n"
                            + "\\n"
                            + "Assistant: b','rejected':'\\n"
                            + "\\n"
                            + "Human: a\\n"
                            + "\\n"
                            + "Assistant: c'}")),
            Map.entry(
                    Format.SHAREGPT,
                    List.of("{'conversations':[{'from':'human','value':'a'},{'from':'gpt','value':'b'}]}")),
            Map.entry(
                    Format.MESSAGES,
                    List.of("{'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b'}]}")),
            Map.entry(Format.PROMPT_COMPLETION, List.of("{'prompt':'a','completion':'b'}")),
            Map.entry(
                    Format.PREFERENCE,
                    List.of(
                            "{'prompt':'a','chosen':'b','rejected':'c'}",
                            "{'chosen':[{'role':'user','content':'a'},{'role':'assistant','content':'b'}],"
                                + "'rejected':[{'role':'user','content':'a'},{'role':'assistant','content':'c'}]}")),
            Map.entry(
                    Format.ULTRAFEEDBACK,
                    List.of("{'source':'s','instruction':'a','completions':[" + rated("b", 5) + "," + rated("c", 1)
                            + "]}")),
            Map.entry(
                    Format.ORCA_PAIRS,
                    List.of("{'input':'a','chosen':'b','rejected':'c','status':'swapped','chosen_score':9,"
                            + "'in_gsm8k_train':false}")),
            Map.entry(
                    Format.SHP,
                    List.of("{'history':'a','human_ref_A':'b','human_ref_B':'c','labels':1,'score_ratio':2.5}")),
            Map.entry(Format.P3, List.of("{'inputs_pretokenized':'a','targets_pretokenized':'b'}")),
            Map.entry(Format.FLAN, List.of("{'inputs':'a','targets':'b','template_type':'zs_opt'}")),
            Map.entry(Format.AQUA, List.of("{'question':'a','options':['A)1','B)2'],'rationale':'b','correct':'B'}")),
            Map.entry(Format.RATIONALE, List.of("{'question':'a','answer':'b','rationale':'c'}")),
            Map.entry(
                    Format.COMMITPACK,
                    List.of("{'commit':'c','old_contents':'a\\n','new_contents':'b\\n','subject':'Say b and not a'}")),
            Map.entry(Format.SWE_BENCH, List.of("{'repo':'r','problem_statement':'a','patch':'b'}")),
            Map.entry(
                    Format.OASST_PAIRS,
                    List.of("{'tree_state':'ready_for_export','prompt':{'role':'prompter','text':'a','replies':"
                            + "[{'role':'assistant','text':'b','rank':0},{'role':'assistant','text':'c','rank':1}]}}")),
            Map.entry(
                    Format.OASST,
                    List.of("{'tree_state':'ready_for_export','prompt':{'role':'prompter','text':'a','replies':"
                            + "[{'role':'assistant','text':'b','rank':0,'replies':[]}]}}")),
            Map.entry(
                    Format.OASST_FLAT,
                    List.of(
                            "{'message_id':'1','parent_id':null,'role':'prompter','text':'a'}",
                            "{'message_id':'2','parent_id':'1','role':'assistant','text':'b','rank':0}")));

    /// Rows that hang together in threes have tests of their own.
    private static final List<Format> FORMATS = Format.known().stream()
            .filter(format -> format != Format.OASST_FLAT_PAIRS)
            .toList();

    @TempDir
    Path folder;

    private static String rated(String response, int rating) {
        var one = "{'Rating':'%d'}".formatted(rating);
        return ("{'response':'%s','annotations':{'instruction_following':%s,'honesty':%s,'truthfulness':%s,"
                        + "'helpfulness':%s}}")
                .formatted(response, one, one, one, one);
    }

    private record Counted(long taken, long refused) {}

    @Test
    void everySeedIsTakenWhole() throws IOException {
        for (var format : FORMATS) {
            assertThat(read(format, file(format, false, new Random(1))).refused())
                    .as(format.key())
                    .isZero();
            assertThat(read(format, file(format, true, new Random(1))).taken())
                    .as(format.key())
                    .isPositive();
        }
    }

    @Test
    void noDamageEndsInAnythingButRowsRefusalsOrASentence() throws IOException {
        long taken = 0;
        long refused = 0;
        long sentences = 0;
        for (var format : FORMATS) {
            for (int mutant = 0; mutant < MUTANTS; mutant++) {
                var random = new Random(mutant * 31L + format.ordinal());
                var bytes = damage(file(format, random.nextBoolean(), random), random);
                try {
                    var counted = read(format, bytes);
                    taken += counted.taken();
                    refused += counted.refused();
                } catch (ImportException sentence) {
                    sentences++;
                } catch (RuntimeException e) {
                    throw new AssertionError(
                            "%s mutant %d: %s".formatted(format, mutant, new String(bytes, StandardCharsets.UTF_8)), e);
                }
            }
        }
        assertThat(taken).isGreaterThan(3_000);
        assertThat(refused).isGreaterThan(300);
        assertThat(sentences).isGreaterThan(30);
    }

    @Test
    void damageToOneLineCostsAtMostThatLine() throws IOException {
        for (var format : FORMATS) {
            if (format == Format.OASST_FLAT) {
                // its rows hang together: a lost question loses its answers
                continue;
            }
            for (int mutant = 0; mutant < 60; mutant++) {
                var random = new Random(mutant);
                var rows = SEEDS.get(format);
                var damaged = rows.getFirst().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
                damaged[random.nextInt(damaged.length)] = (byte) (1 + random.nextInt(9));
                var out = new ByteArrayOutputStream();
                for (int i = 0; i < 10; i++) {
                    out.writeBytes(
                            i == 4
                                    ? damaged
                                    : rows.get(i % rows.size())
                                            .replace('\'', '"')
                                            .getBytes(StandardCharsets.UTF_8));
                    out.write('\n');
                }
                var counted = read(format, out.toByteArray());
                assertThat(counted.taken()).as("%s mutant %d", format, mutant).isBetween(9L, 10L);
            }
        }
    }

    /// Reads a file the way the importer does, without a library: that has tests of its own.
    private Counted read(Format format, byte[] bytes) throws IOException {
        var path = Files.write(folder.resolve("mutant"), bytes);
        var counts = new long[2];
        var sink = new RowShape.Sink() {
            @Override
            public void take(long line, Example example, Fields row) {
                counts[0]++;
                assertThat(example.texts()).noneMatch(text -> text == null);
                if (example instanceof Example.Chat chat) {
                    assertThat(chat.messages().getLast().role()).isEqualTo(Message.Role.ASSISTANT);
                }
            }

            @Override
            public void refuse(long line, String reason, String row) {
                counts[1]++;
                assertThat(reason).isNotBlank();
            }
        };
        try (var rows = RowFile.open(path, null)) {
            new RowReading(format.shape(), sink).readAll(rows);
        }
        return new Counted(counts[0], counts[1]);
    }

    private static byte[] file(Format format, boolean array, Random random) throws IOException {
        var text = new StringBuilder(array ? "[\n" : "");
        int count = 2 * (1 + random.nextInt(5));
        for (int i = 0; i < count; i++) {
            var seeds = SEEDS.get(format);
            var row = seeds.get(i % seeds.size()).replace('\'', '"');
            if (format == Format.OASST_FLAT) {
                row = row.replace("\"1\"", "\"1-" + i / 2 + "\"").replace("\"2\"", "\"2-" + i / 2 + "\"");
            }
            text.append(row).append(array && i < count - 1 ? ",\n" : "\n");
        }
        var bytes = text.append(array ? "]" : "").toString().getBytes(StandardCharsets.UTF_8);
        return random.nextInt(10) == 0 ? gzip(bytes) : bytes;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    /// Flips, deletes, doubles, swaps or cuts a few places.
    private static byte[] damage(byte[] bytes, Random random) {
        var damaged = bytes;
        for (int n = 1 + random.nextInt(4); n > 0 && damaged.length > 1; n--) {
            int at = random.nextInt(damaged.length);
            int length = 1 + random.nextInt(Math.min(12, damaged.length - at));
            var out = new ByteArrayOutputStream();
            out.write(damaged, 0, at);
            switch (random.nextInt(6)) {
                case 0 -> out.write(random.nextInt(256));
                case 1 ->
                    out.writeBytes(
                            "\"{}[],:\\null\n".substring(random.nextInt(12)).getBytes(StandardCharsets.UTF_8));
                case 2 -> {
                    out.write(damaged, at, length);
                    out.write(damaged, at, length);
                }
                case 3 -> {
                    // the length is left out
                }
                case 4 -> {
                    if (random.nextInt(4) == 0) {
                        return out.toByteArray();
                    }
                    out.write(damaged, at, length);
                }
                default -> out.write(0xff);
            }
            int rest = Math.min(damaged.length, at + length);
            out.write(damaged, rest, damaged.length - rest);
            damaged = out.toByteArray();
        }
        return damaged;
    }
}
