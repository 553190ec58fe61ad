package sam.workers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sam.durable.Hashes;
import sam.durable.Journal;
import sam.rows.Message;

/// How many tokens rows are, counted by the model host and kept by row and tokenizer: the window has no tokenizer,
/// and asks once. Where nobody has counted, length is words.
public final class TokenCounts {
    private static final int ASKED_AT_ONCE = 500;
    private static final int KEY_CHARACTERS = 20;
    private static final List<String> TOKENIZER =
            List.of("tokenizer.json", "tokenizer_config.json", "chat_template.jinja");

    private final ModelHost host;
    private final Path folder;

    /// Keeps what was counted in this folder, which may be emptied at any time.
    public TokenCounts(ModelHost host, Path folder) {
        this.host = host;
        this.folder = folder;
    }

    /// Tokens of each row, by the row's hash; a row the template refuses has none. Takes as long as counting takes,
    /// so it is called away from the window's thread.
    public synchronized Map<String, Integer> of(Path model, Map<String, List<Message>> rows) throws Exception {
        var file = folder.resolve(tokenizer(model) + ".tokens");
        var known = read(file);
        var missing = new LinkedHashMap<String, List<Message>>(rows);
        missing.keySet().removeIf(hash -> known.containsKey(key(hash)));
        if (!missing.isEmpty()) {
            try (var journal = Journal.open(file)) {
                var hashes = List.copyOf(missing.keySet());
                for (int from = 0; from < hashes.size(); from += ASKED_AT_ONCE) {
                    var part = hashes.subList(from, Math.min(hashes.size(), from + ASKED_AT_ONCE));
                    var conversations = new ArrayList<List<Message>>();
                    part.forEach(hash -> conversations.add(missing.getOrDefault(hash, List.of())));
                    var counted = host.count(model, conversations).get().tokens();
                    for (int i = 0; i < part.size(); i++) {
                        known.put(key(part.get(i)), counted.get(i));
                        journal.append(key(part.get(i)) + " " + counted.get(i));
                    }
                }
            }
        }
        var counts = new HashMap<String, Integer>();
        for (var hash : rows.keySet()) {
            int tokens = known.getOrDefault(key(hash), -1);
            if (tokens >= 0) {
                counts.put(hash, tokens);
            }
        }
        return counts;
    }

    /// A folder's tokenizer is what its files say; a single file's is the file as it is.
    private static String tokenizer(Path model) throws IOException {
        var text = new StringBuilder();
        if (Files.isDirectory(model)) {
            for (var name : TOKENIZER) {
                var file = model.resolve(name);
                text.append(Files.exists(file) ? Hashes.sha256(file) : "none").append('\n');
            }
        } else {
            text.append(model.toAbsolutePath())
                    .append(' ')
                    .append(Files.size(model))
                    .append(' ')
                    .append(Files.getLastModifiedTime(model));
        }
        return Hashes.sha256(text.toString()).substring(0, KEY_CHARACTERS);
    }

    private static Map<String, Integer> read(Path file) throws IOException {
        var known = new HashMap<String, Integer>();
        if (Files.exists(file)) {
            var text = Files.readString(file, StandardCharsets.UTF_8);
            // a line without its end was being written when somebody died
            for (var line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                int blank = line.indexOf(' ');
                if (blank > 0 && line.substring(blank + 1).matches("-?\\d{1,9}")) {
                    known.put(line.substring(0, blank), Integer.parseInt(line.substring(blank + 1)));
                }
            }
        }
        return known;
    }

    private static String key(String hash) {
        return hash.substring(0, Math.min(hash.length(), KEY_CHARACTERS));
    }
}
