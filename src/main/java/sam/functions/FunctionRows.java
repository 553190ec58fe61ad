package sam.functions;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import sam.durable.Plain;
import sam.library.Example;
import sam.rows.Message;

/// Puts a function into words: a request for it with its code as answer, and a question about its code with its
/// description as answer. The same function is always put the same way.
final class FunctionRows {
    private static final List<String> ASKED = List.of(
            "Write the %s `%s` in %s.",
            "Implement this %s in %3$s: `%2$s`.",
            "I need the %s `%s`, written in %s.",
            "Please write `%2$s`, a %3$s %1$s.");
    private static final List<String> WHAT = List.of(
            "Explain what this %s %s does.",
            "What does this %s %s do?", "Describe what the following %s %s does.", "Can you explain this %s %s to me?");
    private static final Pattern FIRST_WORD = Pattern.compile("^([A-Z][a-z]+)\\b(?=[ ,])");
    private static final Pattern TICKS = Pattern.compile("`{3,}");
    private static final Map<String, String> IRREGULAR = Map.of("Do", "Does", "Have", "Has", "Go", "Goes", "Be", "Is");
    /// What docstrings of Python begin with: the mood of a command.
    private static final String COMMANDS = " Accept Add Adjust Advance Allow Append Apply Assert Assign Attach Attempt"
        + " Break Build Calculate Call Check Clean Clear Close Collect Combine Compare Compile Compute Concatenate"
        + " Configure Construct Convert Copy Count Create Decode Decorate Define Delete Detect Determine Discard"
        + " Disable Display Distribute Divide Draw Drop Emit Enable Encode Ensure Escape Evaluate Execute Expand"
        + " Extend Extract Fetch Fill Filter Find Flatten Flush Format Forward Generate Get Give Group Guess Handle"
        + " Have Hide Ignore Import Increment Indicate Infer Initialize Insert Inspect Interleave Intersperse Invoke"
        + " Iterate Join Keep Launch List Load Locate Look Make Map Mark Match Merge Modify Move Normalize Obtain Open"
        + " Output Override Parse Partition Pass Perform Pop Populate Prepare Prepend Print Process Produce Prompt"
        + " Push Put Raise Read Receive Record Reduce Register Release Remove Rename Render Repeat Replace Report"
        + " Represent Request Reset Resolve Restore Retrieve Return Reverse Rewrite Rotate Round Run Save Scan Search"
        + " Select Send Serialize Set Show Shuffle Skip Sort Split Start Stop Store Strip Substitute Take Tell Test"
        + " Transform Translate Traverse Trim Truncate Try Turn Unescape Unpack Unquote Update Use Validate Verify"
        + " Wait Walk Wrap Write Yield Zip ";

    private FunctionRows() {}

    static Example writing(FoundFunction found) {
        var fence = found.language().toLowerCase(Locale.ROOT);
        var text = new StringBuilder(
                Plain.text(ASKED.get(choice(found, ASKED.size())), found.kind(), found.simpleName(), found.language()));
        if (!found.owner().isEmpty()) {
            text.append(Plain.text(" It belongs to the class `%s`.", found.owner()));
        }
        text.append("\n\n").append(fenced(fence, found.signature()));
        text.append("\n\n").append(found.doc().markdown(found.language()));
        var needs = found.needs();
        if (!needs.imports().isEmpty()) {
            text.append("\n\nImported already: ")
                    .append(quoted(needs.imports()))
                    .append('.');
        }
        if (!needs.own().isEmpty()) {
            text.append(needs.imports().isEmpty() ? "\n\n" : "\n").append("It can use what is there: ");
            text.append(quoted(needs.own())).append('.');
        }
        return new Example.Chat(List.of(Message.user(text.toString()), Message.assistant(fenced(fence, found.code()))));
    }

    static Example explaining(FoundFunction found) {
        var fence = found.language().toLowerCase(Locale.ROOT);
        var question = Plain.text(WHAT.get(choice(found, WHAT.size())), found.language(), found.kind());
        return new Example.Chat(
                List.of(Message.user(question + "\n\n" + fenced(fence, found.code())), Message.assistant(told(found))));
    }

    /// "Return the sum" tells what to do; an explanation says that it returns the sum.
    static String told(FoundFunction found) {
        var text = found.doc().markdown(found.language());
        var first = FIRST_WORD.matcher(text);
        return first.find() && COMMANDS.contains(" " + first.group(1) + " ")
                ? third(first.group(1)) + text.substring(first.end())
                : text;
    }

    private static String third(String verb) {
        var irregular = IRREGULAR.get(verb);
        if (irregular != null) {
            return irregular;
        }
        if (verb.matches(".*[^aeiou]y")) {
            return verb.substring(0, verb.length() - 1) + "ies";
        }
        return verb + (verb.matches(".*(?:s|x|z|ch|sh)") ? "es" : "s");
    }

    private static int choice(FoundFunction found, int of) {
        return Math.floorMod(found.code().hashCode(), of);
    }

    private static String quoted(List<String> all) {
        return String.join(", ", all.stream().map(one -> "`" + one + "`").toList());
    }

    /// Longer ticks around code that has ticks.
    private static String fenced(String language, String code) {
        int longest = TICKS.matcher(code)
                .results()
                .mapToInt(found -> found.group().length())
                .max()
                .orElse(2);
        var ticks = "`".repeat(longest + 1);
        return Plain.text("%s%s\n%s\n%s", ticks, language, code, ticks);
    }
}
