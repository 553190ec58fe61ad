package sam.planner;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sam.rows.Message;

/// Counts the tokens of conversations as a base's own tokenizer reads them, by their hashes; a conversation that its
/// template refuses has none. Takes as long as it takes, away from the window's thread.
public interface TokenCounter {
    Map<String, Integer> count(Path base, Map<String, List<Message>> conversations) throws Exception;
}
