package sam.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Fetching from a server that speaks the hub's shapes: what comes, what does not, and who may have it.
class FetchTest extends FetchCase {
    @Test
    void aModelComesWholeAndSaysWhereFrom() throws Exception {
        var fetched = fetch();
        assertThat(fetched.wasThere()).isFalse();
        assertThat(fetched.plan().model()).isEqualTo(place());
        assertWhole();
        try (var files = Files.list(place())) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "config.json",
                            "generation_config.json",
                            "tokenizer.json",
                            "tokenizer_config.json",
                            "special_tokens_map.json",
                            "chat_template.jinja",
                            "model.safetensors",
                            "source.json");
        }
        var source = Source.read(place()).orElseThrow();
        assertThat(source.id()).isEqualTo("acme/tiny");
        assertThat(source.commit()).isEqualTo(LocalHub.COMMIT);
        assertThat(source.fetched()).isEqualTo(CLOCK.instant());
        assertThat(source.files()).hasSize(7).anySatisfy(part -> {
            assertThat(part.name()).isEqualTo("model.safetensors");
            assertThat(part.sha256()).isEqualTo(sam.durable.Hashes.sha256(place().resolve("model.safetensors")));
        });
        assertThat(plans.getFirst().toCome())
                .isEqualTo(plans.getFirst().bytes())
                .isGreaterThan(WEIGHTS);
        assertThat(plans.getFirst().free()).isPositive();
    }

    @Test
    void theListIsReadOverSeveralPages() throws Exception {
        server.inPagesOf(2);
        fetch();
        assertWhole();
    }

    @Test
    void shardsComeWithTheirIndexAndAMissingOneIsSeenBeforeTheirBytes() throws Exception {
        server.without("model.safetensors")
                .with(
                        "model.safetensors.index.json",
                        "{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}}")
                .with("model-00001-of-00002.safetensors", "one");
        assertThatThrownBy(this::fetch)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("model-00002-of-00002.safetensors");
        assertThat(server.askedFor("model-00001-of-00002.safetensors")).isZero();
        server.with("model-00002-of-00002.safetensors", "two");
        fetch();
        assertThat(place().resolve("model-00002-of-00002.safetensors")).hasContent("two");
    }

    @Test
    void oneGgufFileComesAlone() throws Exception {
        server.with("tiny-q4_0.gguf", "GGUF…").with("deep/tiny-q8_0.gguf", "GGUF8");
        var fetched = fetch(TokenSource.of(Map.of(), List.of()), "acme/tiny", "tiny-q4_0.gguf");
        assertThat(fetched.plan().model())
                .isEqualTo(models.resolve("acme--tiny--tiny-q4_0").resolve("tiny-q4_0.gguf"))
                .hasContent("GGUF…");
        assertThat(fetch(TokenSource.of(Map.of(), List.of()), "acme/tiny", "tiny-q8_0.gguf")
                        .plan()
                        .model())
                .hasContent("GGUF8");
        assertThatThrownBy(() -> fetch(TokenSource.of(Map.of(), List.of()), "acme/tiny", "other.gguf"))
                .hasMessageContaining("tiny-q4_0.gguf, deep/tiny-q8_0.gguf");
    }

    @Test
    void aRepositoryWithoutSafetensorsIsRefusedWithWhatItHas() {
        server.without("model.safetensors");
        assertThatThrownBy(this::fetch).hasMessageContaining("pickled weights, which can run code");
        server.with("a.gguf", "x");
        assertThatThrownBy(this::fetch).isInstanceOfSatisfying(HubException.class, fault -> {
            assertThat(fault.way()).isEqualTo(HubException.Way.NAME_A_FILE);
            assertThat(fault.files()).first().isEqualTo("a.gguf");
        });
        assertThat(server.askedFor("")).isZero();
    }

    @Test
    void anArchitectureSamCannotTrainIsRefusedBeforeItsWeights() {
        server.with("config.json", "{\"model_type\":\"mamba\"}");
        assertThatThrownBy(this::fetch).hasMessageContaining("mamba").hasMessageContaining("Qwen3");
        assertThat(server.askedFor("model.safetensors")).isZero();
    }

    @Test
    void theTokenGoesToTheHubAlone() throws Exception {
        server.openOnlyFor(TOKEN);
        fetch(TokenSource.of(Map.of("HF_TOKEN", TOKEN + "\n"), List.of()), "acme/tiny", null);
        assertWhole();
        assertThat(server.seen)
                .filteredOn(LocalHub.Seen::storage)
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.header("Authorization")).isNull());
        assertThat(server.seen)
                .filteredOn(one -> !one.storage())
                .allSatisfy(one -> assertThat(one.header("Authorization")).isEqualTo("Bearer " + TOKEN));
        try (var files = Files.walk(models)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("secret");
            }
        }
        assertThat(String.join("\n", news)).doesNotContain("secret").doesNotContain("s3cret");
    }

    @Test
    void theKeyStoreIsAskedOnlyWhenTheHubRefuses() throws Exception {
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        var asked = models.resolveSibling(models.getFileName() + "-asked");
        var store = List.of("sh", "-c", "echo x >> '%s'; echo %s".formatted(asked, TOKEN));
        fetch(TokenSource.of(Map.of(), store), "acme/tiny", null);
        assertThat(asked).doesNotExist();
        sam.durable.AtomicFiles.deleteTree(place());
        server.filesOnlyFor(TOKEN);
        fetch(TokenSource.of(Map.of(), store), "acme/tiny", null);
        assertWhole();
        assertThat(asked).hasContent("x");
        Files.delete(asked);
    }

    @Test
    void aGatedModelIsOneSentenceWithoutTheToken() {
        server.filesOnlyFor("hf_another");
        assertThatThrownBy(() -> fetch(TokenSource.of(Map.of("HF_TOKEN", TOKEN), List.of()), "acme/tiny", null))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("gated")
                .hasMessageContaining("/acme/tiny")
                .hasMessageContaining("HF_TOKEN")
                .message()
                .doesNotContain(TOKEN)
                .satisfies(sentence -> assertThat(sentence.lines()).hasSize(1));
        assertThat(models).as("nothing came, so nothing is left").isEmptyDirectory();
        assertThatThrownBy(() -> TokenSource.of(Map.of("HF_TOKEN", "hf_a b\u0007" + TOKEN), List.of()))
                .message()
                .doesNotContain("hf_");
        assertThat(new AccessToken(TOKEN).toString()).doesNotContain("secret");
    }

    @Test
    void namesThatLeadOutsideTheFolderAreRefused() {
        for (var hostile :
                List.of("../evil.json", "/etc/passwd", "a/../../b", "C:evil", "a\\..\\b", "a//b", "x\u0000y")) {
            server.withEntry(Map.of("type", "file", "path", hostile, "size", 1, "oid", LocalHub.COMMIT));
            assertThatThrownBy(this::fetch).as(hostile).hasMessageContaining("outside its folder");
            assertThat(models).isEmptyDirectory();
            server.close();
            try {
                serve();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        for (var hostile :
                List.of("acme", "acme/../x", "a/b/c", "acme/x@", "acme/x@../y", "a--b/c", "-a/b", "a/b@x y")) {
            assertThatThrownBy(() -> HubId.parse(hostile)).as(hostile).isInstanceOf(HubException.class);
        }
        assertThat(HubId.parse("acme/tiny@refs/pr/1").revision()).isEqualTo("refs/pr/1");
    }

    @Test
    void whatIsThereIsCheckedAndNotFetchedAgain() throws Exception {
        fetch();
        int before = server.seen.size();
        assertThat(fetch().wasThere()).isTrue();
        assertThat(server.seen).hasSize(before + 2);
        Files.writeString(place().resolve("config.json"), "{}");
        assertThatThrownBy(this::fetch).hasMessageContaining("not as the hub has it");
    }

    @Test
    void anotherCommitOrAStrangersFolderIsLeftAlone() throws Exception {
        Files.createDirectories(place());
        Files.writeString(place().resolve("mine.txt"), "mine");
        assertThatThrownBy(this::fetch)
                .extracting(fault -> ((HubException) fault).way())
                .isEqualTo(HubException.Way.OTHER_FOLDER);
        assertThat(place().resolve("mine.txt")).hasContent("mine");
        sam.durable.AtomicFiles.deleteTree(place());
        fetch();
        server.with("config.json", "{\"model_type\":\"qwen2\"}");
        assertThatThrownBy(this::fetch)
                .extracting(fault -> ((HubException) fault).way())
                .isEqualTo(HubException.Way.OTHER_FOLDER);
        assertThat(place().resolve("config.json")).content().contains("llama");
    }

    @Test
    void anEndpointThatIsNoWebAddressIsASentence() {
        for (var wrong : List.of("huggingface.co", "ftp://x", "http://", "a b")) {
            assertThatThrownBy(() -> Hub.of(Map.of("HF_ENDPOINT", wrong), CLOCK))
                    .as(wrong)
                    .isInstanceOf(HubException.class)
                    .hasMessageContaining("HF_ENDPOINT");
        }
    }

    @Test
    void twoFetchesOfOneModelDoNotMix() throws Exception {
        try (var held = sam.durable.FolderLock.tryLock(models.resolve(".acme--tiny.lock"))
                .orElseThrow()) {
            assertThat(held).isNotNull();
            assertThatThrownBy(this::fetch).hasMessageContaining("by another process");
        }
        fetch();
        assertWhole();
    }
}
