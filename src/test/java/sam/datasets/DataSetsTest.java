package sam.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.catalogue.Catalogue;
import sam.intake.CollectOrder;
import sam.intake.CollectReport;
import sam.intake.Collection;
import sam.intake.ImportException;
import sam.library.Library;
import sam.library.StoredExample;
import sam.library.Tier;

/// Data sets of the hub, from a server that speaks its shapes.
class DataSetsTest {
    private static final String ID = "yahma/alpaca-cleaned";
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-27T10:00:00Z"));

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private DataHub server;

    private final List<String> news = new ArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        server = new DataHub(ID);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String alpaca(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"instruction\":\"Name number %d.\",\"input\":\"\",\"output\":\"It is %d.\"}\n"
                        .formatted(i, i))
                .collect(Collectors.joining());
    }

    private CollectReport collect(String address, @Nullable Long limit) throws InterruptedException {
        return collect(address, limit, Map.of(), Map.of(), () -> false);
    }

    private CollectReport collect(
            String address,
            @Nullable Long limit,
            Map<String, String> environment,
            Map<String, String> options,
            BooleanSupplier cancelled)
            throws InterruptedException {
        var file = folder.resolve("library.sqlite");
        var all = new HashMap<>(environment);
        all.put("HF_ENDPOINT", server.address());
        all.put("HF_DATASETS_SERVER", server.address());
        try (var library = Library.open(file, CLOCK)) {
            return Collection.run(
                    DataSets.of(all, CLOCK),
                    "hf:" + address,
                    Catalogue.ours().at("hf:" + address).orElse(null),
                    new CollectOrder(
                            address,
                            limit,
                            42,
                            null,
                            null,
                            null,
                            null,
                            false,
                            Collection.desk(file, "hf:" + address),
                            options),
                    library,
                    new Collection.Watch() {
                        @Override
                        public void at(Collection.Progress now) {
                            assertThat(now.taken()).isNotNegative();
                        }

                        @Override
                        public void said(String text) {
                            news.add(text);
                        }
                    },
                    cancelled);
        }
    }

    private List<StoredExample> rows() {
        try (var library = Library.open(folder.resolve("library.sqlite"), CLOCK)) {
            return library.waiting(1, false, 10_000);
        }
    }

    @Test
    void everyRowKeepsItsCommitItsLicenceAndTheModelThatWroteIt() throws Exception {
        server.with("README.md", "---\nlicense: cc-by-4.0\n---\n# Alpaca")
                .with("alpaca_data_cleaned.json", "[" + alpaca(0, 20).strip().replace("\n", ",\n") + "]");

        var report = collect(ID, null);

        assertThat(report.taken()).isEqualTo(20);
        try (var library = Library.open(folder.resolve("library.sqlite"), CLOCK)) {
            var first = library.waiting(1, false, 1).getFirst();
            var origin = library.origins(first.id()).getFirst();
            assertThat(origin.source()).isEqualTo("Stanford Alpaca (cleaned)");
            assertThat(origin.licence()).isEqualTo("CC-BY-NC-4.0");
            assertThat(origin.item().revision()).isEqualTo(DataHub.MAIN);
            assertThat(origin.item().key()).isEqualTo("alpaca_data_cleaned.json#1");
            assertThat(origin.maker()).isNotNull();
            assertThat(java.util.Objects.requireNonNull(origin.maker()).model()).isEqualTo("text-davinci-003");
        }
        assertThat(collect(ID, null).duplicates()).isEqualTo(20);
    }

    @Test
    void theTokenGoesToTheHubAndNotToItsStorage() throws Exception {
        server.openOnlyFor("hf_secret").with("train.jsonl", alpaca(0, 5));
        var report = collect(ID, null, Map.of("HF_TOKEN", "hf_secret"), Map.of(), () -> false);
        assertThat(report.taken()).isEqualTo(5);
        assertThat(server.storageHeaders).isNotEmpty().allMatch("null"::equals);
        assertThat(news).noneMatch(text -> text.contains("secret"));
    }

    @Test
    void aGatedSetSaysWhatToDo() {
        server.openOnlyFor("hf_secret").with("train.jsonl", alpaca(0, 5));
        assertThatThrownBy(() -> collect(ID, null))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("accept its terms")
                .hasMessageContaining("/datasets/" + ID);
    }

    @Test
    void severalPartsAreListedWithTheirSizes() {
        server.with("README.md", """
            ---
            configs:
            - config_name: main
              data_files:
              - split: train
                path: main/train-*
              - split: test
                path: main/test-*
            - config_name: socratic
              data_files: socratic/*.jsonl
            ---
            """)
                .with("main/train-0.jsonl", alpaca(0, 5))
                .with("main/test-0.jsonl", alpaca(5, 9))
                .with("socratic/a.jsonl", alpaca(9, 12))
                .sized("main", "train", 5, 1000);
        assertThatThrownBy(() -> collect(ID, null))
                .hasMessageContaining("main/train (5 rows,")
                .hasMessageContaining("socratic/train")
                .hasMessageContaining("hf:" + ID + "#main/train");
        assertThatThrownBy(() -> collect(ID + "#main/test", null)).hasMessageContaining("never trained on");
        assertThatThrownBy(() -> collect(ID + "#other", null)).hasMessageContaining("has no part “other”");
    }

    @Test
    void aNamedPartIsReadAlone() throws Exception {
        server.with("train.jsonl", alpaca(0, 5)).with("test.jsonl", alpaca(5, 9));
        assertThat(collect(ID, null).taken()).isEqualTo(5);
        assertThat(server.seen).noneMatch(path -> path.contains("test.jsonl"));
    }

    @Test
    void aFolderOfASetCanBeChosen() throws Exception {
        server.with(DataHub.MAIN, "helpful-base/train.jsonl.gz", DataHub.gzip(alpaca(0, 4)))
                .with(DataHub.MAIN, "harmless-base/train.jsonl.gz", DataHub.gzip(alpaca(4, 9)));
        assertThat(collect(ID, null, Map.of(), Map.of("folder", "helpful-base"), () -> false)
                        .taken())
                .isEqualTo(4);
    }

    @Test
    void aLimitDrawsARandomSampleThatTheSeedRepeats() throws Exception {
        server.with("train.jsonl", alpaca(0, 2000));
        var report = collect(ID, 100L);
        assertThat(report.taken()).isEqualTo(100);
        var lines = rows().stream().map(row -> row.origin().line()).sorted().toList();
        assertThat(lines.getLast()).as("drawn from all of the file").isGreaterThan(1000);
        assertThat(collect(ID, 100L).duplicates())
                .as("the same seed draws the same")
                .isGreaterThan(90);
    }

    @Test
    void aStoppedSetGoesOnAndTakesNothingTwice() throws Exception {
        server.with("train.jsonl", alpaca(0, 9000));
        var stop = new AtomicBoolean();
        var asked = new int[1];
        var first = collect(ID, null, Map.of(), Map.of(), () -> ++asked[0] > 12_000 || stop.get());
        assertThat(first.stopped()).isTrue();
        assertThat(first.taken()).isBetween(1L, 8999L);
        var rest = collect(ID, null);
        assertThat(first.taken() + rest.taken()).isEqualTo(9000);
        assertThat(rest.duplicates()).as("only what came after the last mark").isLessThan(2100);
        assertThat(server.seen.stream()
                        .filter(path -> path.startsWith("storage"))
                        .count())
                .as("what was fetched is not fetched again")
                .isEqualTo(1);
    }

    @Test
    void aServerThatIsBusyIsAskedAgainAndAWrongHashIsNoData() throws Exception {
        server.with("train.jsonl", alpaca(0, 5)).troubled("train.jsonl", 503);
        assertThat(collect(ID, null).taken()).isEqualTo(5);
        assertThat(news).anyMatch(text -> text.contains("answers 503"));
    }

    @Test
    void whatHoldsNoRowsSaysSo() {
        server.with("README.md", "# nothing").with("loader.py", "import os");
        assertThatThrownBy(() -> collect(ID, null)).hasMessageContaining("holds no file that rows can be read from");
    }

    @Test
    void theTierAndLicenceThatAPersonNamesCount() throws Exception {
        server.with("train.jsonl", alpaca(0, 3));
        var file = folder.resolve("library.sqlite");
        try (var library = Library.open(file, CLOCK)) {
            var report = Collection.run(
                    DataSets.of(Map.of("HF_ENDPOINT", server.address(), "HF_DATASETS_SERVER", server.address()), CLOCK),
                    "hf:" + ID,
                    null,
                    new CollectOrder(
                            ID, null, 1, Tier.HIGH_VALUE, "MIT", 2, null, false, folder.resolve("desk"), Map.of()),
                    library,
                    new Collection.Watch() {
                        @Override
                        public void at(Collection.Progress now) {
                            assertThat(now.refused()).isZero();
                        }

                        @Override
                        public void said(String text) {
                            news.add(text);
                        }
                    },
                    () -> false);
            assertThat(report.licence()).isEqualTo("MIT");
            assertThat(library.waiting(2, false, 5))
                    .hasSize(3)
                    .allMatch(row -> row.origin().tier() == Tier.HIGH_VALUE);
        }
    }

    @Test
    void aSampleOfManyTemplatesReadsLittleOfThem() throws Exception {
        byte[] template;
        try (var in = getClass().getResourceAsStream("/sam/datasets/template.parquet")) {
            template = java.util.Objects.requireNonNull(in).readAllBytes();
        }
        server.with("P3.py", "import tensorflow").with(DataHub.MAIN, "data/big.tfrecord", new byte[1000]);
        for (int i = 0; i < 8; i++) {
            server.with(DataHub.CONVERTED, "template_" + i + "/train/0000.parquet", template);
            server.with(DataHub.CONVERTED, "template_" + i + "_score_eval/train/0000.parquet", template);
            server.with(DataHub.CONVERTED, "template_" + i + "/test/0000.parquet", template);
        }

        var report = collect(ID + "#*/train", null, Map.of(), Map.of("templates", "3", "each", "50"), () -> false);

        assertThat(report.reasons()).isEmpty();
        assertThat(report.taken() + report.duplicates()).isEqualTo(150);
        assertThat(server.bytesSent.get()).isLessThan(8L * template.length / 20);
        assertThat(server.seen.stream()
                        .filter(path -> path.startsWith("storage"))
                        .map(path -> path.split("/")[2]))
                .noneMatch(name -> name.contains("score_eval"));
        assertThat(news).anyMatch(text -> text.contains("never run"));
    }

    @Test
    void patternsAreReadAsTheHubReadsThem() {
        assertThat(Layout.glob("data/train-*")
                        .matcher("data/train-00000-of-1.parquet")
                        .matches())
                .isTrue();
        assertThat(Layout.glob("data/*.csv").matcher("data/deep/a.csv").matches())
                .isFalse();
        assertThat(Layout.glob("**/*.jsonl").matcher("a/b/c.jsonl").matches()).isTrue();
        assertThat(Layout.glob("x.{json,csv}").matcher("x.csv").matches()).isTrue();
        assertThat(Layout.glob("x[0-9].csv").matcher("x7.csv").matches()).isTrue();
        assertThat(Layout.glob("(a+)+$")
                        .matcher("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")
                        .matches())
                .isFalse();
        assertThat(Layout.split("data/my_valid_rows.jsonl")).isEqualTo("validation");
        assertThat(Layout.split("contest.jsonl")).isEqualTo("train");
        assertThat(new String(DataHub.gzip(""), StandardCharsets.ISO_8859_1)).isNotEmpty();
    }
}
