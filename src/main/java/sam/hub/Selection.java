package sam.hub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import sam.durable.Plain;
import sam.durable.Sentences;

/// Which files of a repository make a model: its description, tokenizer, template and safetensors, or one GGUF file;
/// never pickled weights, never code.
final class Selection {
    static final String INDEX = "model.safetensors.index.json";
    static final String CONFIG = "config.json";
    private static final String SINGLE = "model.safetensors";
    private static final Pattern DESCRIPTION = Pattern.compile(
            "config\\.json|generation_config\\.json|tokenizer[A-Za-z0-9_-]*\\.json|special_tokens_map\\.json|chat_template\\.jinja");
    private static final Pattern SHARD = Pattern.compile("model-\\d{5}-of-\\d{5}\\.safetensors");
    private static final Pattern GGUF = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*\\.gguf", Pattern.CASE_INSENSITIVE);
    private static final Pattern PICKLED = Pattern.compile(".*\\.(bin|pt|pth|ckpt)");

    private Selection() {}

    static boolean isWeights(HubFile file) {
        return file.name().endsWith(".safetensors") || GGUF.matcher(file.name()).matches();
    }

    /// The files of a model folder, small ones first.
    static List<HubFile> folder(Snapshot snapshot) {
        var chosen = new ArrayList<HubFile>();
        var root = snapshot.files().stream()
                .filter(file -> !file.path().contains("/"))
                .toList();
        root.stream().filter(file -> DESCRIPTION.matcher(file.path()).matches()).forEach(chosen::add);
        var single = root.stream().filter(file -> file.path().equals(SINGLE)).findFirst();
        if (single.isPresent()) {
            chosen.add(single.get());
        } else {
            var shards = root.stream()
                    .filter(file -> SHARD.matcher(file.path()).matches())
                    .toList();
            var index = root.stream().filter(file -> file.path().equals(INDEX)).findFirst();
            if (shards.isEmpty() || index.isEmpty()) {
                throw noWeights(snapshot);
            }
            chosen.add(index.get());
            chosen.addAll(shards);
        }
        for (var needed : List.of(CONFIG, "tokenizer.json")) {
            if (chosen.stream().noneMatch(file -> file.path().equals(needed))) {
                throw new HubException(
                        Plain.text("%s has no %s, so it is no model SAM reads.", snapshot.id(), needed),
                        HubException.Way.OTHER_MODEL);
            }
        }
        chosen.sort(Comparator.comparing(Selection::isWeights).thenComparing(HubFile::path));
        return List.copyOf(chosen);
    }

    /// One GGUF file, named by its path or its last part.
    static List<HubFile> gguf(Snapshot snapshot, String wanted) {
        var found = snapshot.files().stream()
                .filter(file -> GGUF.matcher(file.name()).matches())
                .filter(file -> file.path().equals(wanted) || file.name().equals(wanted))
                .toList();
        if (found.size() == 1) {
            return found;
        }
        var there = ggufs(snapshot);
        throw new HubException(Plain.text(
                "%s has %s file %s; it has %s.",
                snapshot.id(),
                found.isEmpty() ? "no .gguf" : "more than one",
                Sentences.quoting(wanted),
                there.isEmpty() ? "no .gguf at all" : String.join(", ", there)));
    }

    private static HubException noWeights(Snapshot snapshot) {
        var ggufs = ggufs(snapshot);
        if (!ggufs.isEmpty()) {
            return new HubException(
                    Plain.text("%s holds GGUF files.", snapshot.id()), HubException.Way.NAME_A_FILE, ggufs, null);
        }
        boolean pickled = snapshot.files().stream()
                .anyMatch(file -> PICKLED.matcher(file.path()).matches());
        return new HubException(
                pickled
                        ? Plain.text(
                                "%s has only pickled weights, which can run code when they are read. Choose a model in"
                                        + " the safetensors format.",
                                snapshot.id())
                        : Plain.text(
                                "%s has no weights in the safetensors format. Choose a model that has.",
                                snapshot.id()));
    }

    private static List<String> ggufs(Snapshot snapshot) {
        return snapshot.files().stream()
                .map(HubFile::path)
                .filter(path -> path.toLowerCase(java.util.Locale.ROOT).endsWith(".gguf"))
                .limit(12)
                .toList();
    }
}
