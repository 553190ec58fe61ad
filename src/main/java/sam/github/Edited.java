package sam.github;

import java.util.regex.Pattern;
import sam.repos.People;
import sam.repos.SourcePaths;

/// A file before and after a change, without people and without the licence at its head; `before` is empty where the
/// file is new.
record Edited(String path, boolean added, String before, String after) {
    private static final Pattern BLOCK = Pattern.compile("\\A\\s*/\\*.*?\\*/[ \\t]*\\n\\s*", Pattern.DOTALL);
    private static final Pattern LINES = Pattern.compile("\\A(#!.*\\n)?(?:[ \\t]*(?:#|//|;;|--)(?!!).*\\n)+\\s*");
    private static final Pattern LICENCE =
            Pattern.compile("(?i)copyright|licen[cs]ed? (?:under|to)|spdx-|all rights reserved");

    static Edited of(String path, boolean added, String before, String after) {
        return new Edited(path, added, cleaned(before), cleaned(after));
    }

    String language() {
        return SourcePaths.language(path).orElse("");
    }

    private static String cleaned(String text) {
        var plain = People.inCode(text);
        for (var header : java.util.List.of(BLOCK, LINES)) {
            var found = header.matcher(plain);
            if (found.find() && LICENCE.matcher(found.group()).find()) {
                return plain.substring(found.end());
            }
        }
        return plain;
    }
}
