package sam.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sam.library.Example;

/// Every shape with random null columns, random further fields and its keys in random order: a row is taken as it is
/// without them, or refused with a sentence that names the field.
class ShapesFuzzTest {
    private static final int ROUNDS = 400;

    private static final String TALK = "[{'role':'user','content':' Hi 1.10 '},{'role':'assistant','content':'A [1]'},"
            + "{'role':'user','content':'And?'},{'role':'assistant','content':'{\\\"a\\\": 1.0}\\n'}]";
    private static final String TURNS = "[{'from':'human','value':'Hi'},{'from':'gpt','value':' Ho\\n'}]";

    private static final Map<Format, List<Map<String, String>>> SHAPES = Map.of(
            Format.MESSAGES,
            List.of(
                    Map.of("messages", TALK),
                    Map.of("messages", TURNS, "system", "'S'"),
                    Map.of("messages", TALK, "tools", "[{'name':'w','n':1.10}]")),
            Format.SHAREGPT,
            List.of(Map.of("conversations", TURNS, "system", "'S'"), Map.of("conversations", TALK)),
            Format.PROMPT_COMPLETION,
            List.of(
                    Map.of("prompt", "' p '", "completion", "1.10"),
                    Map.of(
                            "prompt",
                            "[{'role':'user','content':'p'}]",
                            "completion",
                            "[{'role':'assistant','content':'c'}]")),
            Format.PREFERENCE,
            List.of(
                    Map.of(
                            "prompt",
                            "'p'",
                            "chosen",
                            "'c'",
                            "rejected",
                            "'r'",
                            "score_chosen",
                            "2",
                            "score_rejected",
                            "1"),
                    Map.of(
                            "conversations",
                            "[{'from':'human','value':'h'}]",
                            "chosen",
                            "{'from':'gpt','value':'c'}",
                            "rejected",
                            "{'from':'gpt','value':'r'}"),
                    Map.of("instruction", "'i'", "input", "'x'", "chosen", "'c'", "rejected", "'r'"),
                    Map.of(
                            "input",
                            "{'messages':[{'role':'user','content':'h'}]}",
                            "preferred_output",
                            "[{'role':'assistant','content':'c'}]",
                            "non_preferred_output",
                            "[{'role':'assistant','content':'r'}]")),
            Format.ALPACA,
            List.of(
                    Map.of("instruction", "'i'", "input", "'  x = [1]'", "output", "'o\\n'"),
                    Map.of("instruction", "'i'", "output", "'o'", "history", "[['a','b']]", "system", "'S'")),
            Format.DOLLY,
            List.of(Map.of("instruction", "'i'", "context", "'print(a[1])'", "response", "'r'")),
            Format.GSM8K,
            List.of(Map.of("question", "'q'", "answer", "'1\\n#### 1'")),
            Format.HH_RLHF,
            List.of(Map.of(
                    "chosen", "'\\n\\nHuman: a\\n\\nAssistant: b'", "rejected", "'\\n\\nHuman: a\\n\\nAssistant: c'")));

    private static final List<String> COLUMNS = List.of(
            "messages",
            "conversations",
            "prompt",
            "completion",
            "chosen",
            "rejected",
            "instruction",
            "input",
            "output",
            "context",
            "response",
            "question",
            "answer",
            "system",
            "history",
            "tools",
            "functions",
            "label",
            "kto_tag",
            "weight",
            "images",
            "reasoning_content",
            "chat_template_kwargs",
            "score_chosen",
            "deleted",
            "rank",
            "text");
    private static final List<String> NOTHING = List.of("null", "''", "[]", "{}", "[null]", "' '", "{'role':null}");
    private static final List<String> HARMLESS = List.of(
            "'lang':'en'",
            "'id':17",
            "'label':true",
            "'meta':{'a':[1,{}]}",
            "'source':'x'",
            "'deleted':false",
            "'url':'http://a'",
            "'weight':1.0",
            "'score':-2.5",
            "'labels':{'name':['a']}",
            "'category':'qa'");
    private static final Map<String, String> CHANGING = Map.of(
            "label", "false",
            "kto_tag", "'false'",
            "deleted", "true",
            "weight", "0",
            "images", "['a.png']",
            "chat_template_kwargs", "{'x':1}",
            "reasoning", "'because of that'",
            "is_correct", "0",
            "documents", "[{'text':'a book'}]",
            "status", "'rejected'");

    private record Became(List<Example> examples, List<String> refusals, List<String> ignored) {}

    private static Became read(Format format, List<Map.Entry<String, String>> fields) {
        var became = new Became(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        var reading = new RowReading(format.shape(), new RowShape.Sink() {
            @Override
            public void take(long line, Example example, Fields row) {
                became.examples().add(example);
            }

            @Override
            public void refuse(long line, String reason, String row) {
                became.refusals().add(reason);
            }

            @Override
            public void ignored(String field) {
                became.ignored().add(field);
            }
        });
        var bytes = text(fields).getBytes(StandardCharsets.UTF_8);
        reading.read(new RowSource.Row(1, bytes, 0, bytes.length, null));
        reading.finish();
        return became;
    }

    private static String text(List<Map.Entry<String, String>> fields) {
        var parts = new ArrayList<String>();
        fields.forEach(field -> parts.add("'%s':%s".formatted(field.getKey(), field.getValue())));
        return "{" + String.join(",", parts).replace("'", "\"") + "}";
    }

    private static List<Map.Entry<String, String>> shuffled(Map<String, String> fields, Random random) {
        var list = new ArrayList<>(fields.entrySet());
        Collections.shuffle(list, random);
        return List.copyOf(list);
    }

    /// The fields of a shape among null columns and harmless fields.
    private static Map<String, String> surrounded(Map<String, String> shape, Random random) {
        var fields = new LinkedHashMap<>(shape);
        for (int n = random.nextInt(8); n > 0; n--) {
            fields.putIfAbsent(
                    COLUMNS.get(random.nextInt(COLUMNS.size())), NOTHING.get(random.nextInt(NOTHING.size())));
        }
        for (int n = random.nextInt(4); n > 0; n--) {
            var parts = HARMLESS.get(random.nextInt(HARMLESS.size())).split(":", 2);
            fields.putIfAbsent(parts[0].replace("'", ""), parts[1]);
        }
        return fields;
    }

    /// Rows of every shape, some of them with a field that changes what they mean.
    static Map<Format, List<String>> everyShape() {
        var random = new Random(18);
        var rows = new EnumMap<Format, List<String>>(Format.class);
        SHAPES.forEach((format, shapes) -> {
            var texts = new ArrayList<String>();
            for (int round = 0; round < ROUNDS; round++) {
                var fields = surrounded(shapes.get(round % shapes.size()), random);
                if (round % 4 == 3) {
                    fields.putAll(CHANGING);
                    fields.keySet().removeIf(name -> CHANGING.containsKey(name) && random.nextInt(8) > 0);
                }
                texts.add(text(shuffled(fields, random)));
            }
            rows.put(format, texts);
        });
        return rows;
    }

    @Test
    void nullColumnsHarmlessFieldsAndTheOrderOfKeysChangeNothing() {
        var random = new Random(17);
        for (var shapes : SHAPES.entrySet()) {
            for (var shape : shapes.getValue()) {
                var plain = read(shapes.getKey(), List.copyOf(shape.entrySet()));
                assertThat(plain.refusals())
                        .as(text(List.copyOf(shape.entrySet())))
                        .isEmpty();
                for (int round = 0; round < ROUNDS; round++) {
                    var fields = shuffled(surrounded(shape, random), random);
                    var row = VerbatimJson.parse(text(fields));
                    assertThat(Format.detect(List.of(java.util.Objects.requireNonNull(row))))
                            .as(text(fields))
                            .contains(shapes.getKey());
                    var became = read(shapes.getKey(), fields);
                    assertThat(became.refusals()).as(text(fields)).isEmpty();
                    assertThat(became.examples()).as(text(fields)).isEqualTo(plain.examples());
                }
            }
        }
    }

    @Test
    void aFieldThatChangesTheMeaningRefusesTheRowByItsNameInEveryShape() {
        var random = new Random(18);
        for (var shapes : SHAPES.entrySet()) {
            for (var shape : shapes.getValue()) {
                for (var changing : CHANGING.entrySet()) {
                    var fields = surrounded(shape, random);
                    fields.put(changing.getKey(), changing.getValue());
                    var row = shuffled(fields, random);
                    var became = read(shapes.getKey(), row);
                    assertThat(became.examples()).as(text(row)).isEmpty();
                    assertThat(became.refusals())
                            .as(text(row))
                            .singleElement()
                            .asString()
                            .contains("“" + changing.getKey() + "”");
                }
            }
        }
    }

    @Test
    void twoShapesInOneRowAreNeverHalfTakenInSilence() {
        var random = new Random(19);
        var all = SHAPES.entrySet().stream()
                .flatMap(shapes -> shapes.getValue().stream().map(shape -> Map.entry(shapes.getKey(), shape)))
                .toList();
        for (var one : all) {
            for (var other : all) {
                var fields = new LinkedHashMap<>(other.getValue());
                fields.putAll(one.getValue());
                var became = read(one.getKey(), shuffled(fields, random));
                if (became.examples().isEmpty()) {
                    assertThat(became.refusals()).singleElement().asString().isNotBlank();
                } else {
                    // every field is in the example, or is named as left out
                    var said = String.join("\n", became.examples().getFirst().texts());
                    for (var field : fields.entrySet()) {
                        boolean isText = field.getValue().startsWith("'");
                        assertThat(!isText
                                        || became.ignored().contains(field.getKey())
                                        || said.contains(field.getValue()
                                                .replace("'", "")
                                                .strip())
                                        || one.getValue().containsKey(field.getKey())
                                        || field.getKey().equals("system"))
                                .as("%s of %s", field, fields)
                                .isTrue();
                    }
                }
            }
        }
    }
}
