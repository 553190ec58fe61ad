package sam.functions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Remembers code and knows what is nearly the same as some of it: the runs of tokens of two functions, literals and
/// kinds of numbers aside, agree by `|A ∩ B| / |A ∪ B| ≥ 0.85`. Candidates share one of their first runs in a fixed
/// order, which every pair of that likeness does (prefix filter; Chaudhuri, Ganti, Kaushik 2006), so none is missed and
/// every verdict is exact.
final class Twins {
    private static final double LIKE = 0.85;
    private static final int RUN = 4;
    private static final Pattern TOKEN = Pattern.compile(
            "(?s)/\\*.*?\\*/|//[^\\n]*|#[^\\n]*|\"\"\".*?\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*'"
                    + "|[\\p{L}_$][\\p{L}\\p{N}_$]*|\\p{N}[\\p{L}\\p{N}._]*|\\S");
    private static final Pattern PART = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final Set<String> KINDS = Set.of(
            "boolean",
            "byte",
            "char",
            "character",
            "short",
            "int",
            "integer",
            "long",
            "float",
            "double",
            "str",
            "bytes",
            "bool");

    private final List<long[]> kept = new ArrayList<>();
    private final Map<Long, List<Integer>> byRun = new HashMap<>();

    /// Whether the code is unlike all that was kept; it is kept then.
    boolean keeps(String code) {
        var runs = runs(code);
        int prefix = prefix(runs.length);
        var looked = new HashSet<Integer>();
        for (int i = 0; i < prefix; i++) {
            for (int other : byRun.getOrDefault(runs[i], List.of())) {
                if (looked.add(other) && likeness(runs, kept.get(other)) >= LIKE) {
                    return false;
                }
            }
        }
        int place = kept.size();
        kept.add(runs);
        for (int i = 0; i < prefix; i++) {
            byRun.computeIfAbsent(runs[i], _ -> new ArrayList<>(1)).add(place);
        }
        return true;
    }

    private static int prefix(int runs) {
        return runs - (int) Math.ceil(LIKE * runs) + 1;
    }

    static double likeness(String one, String other) {
        return likeness(runs(one), runs(other));
    }

    private static double likeness(long[] one, long[] other) {
        int both = 0;
        for (int i = 0, j = 0; i < one.length && j < other.length; ) {
            int order = Long.compare(one[i], other[j]);
            both += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        int either = one.length + other.length - both;
        return either == 0 ? 1 : (double) both / either;
    }

    /// The different runs of tokens in a fixed order.
    private static long[] runs(String code) {
        var tokens = tokens(code);
        int count = Math.max(1, tokens.size() - RUN + 1);
        var runs = new long[count];
        for (int i = 0; i < count; i++) {
            long hash = 1_125_899_906_842_597L;
            for (var token : tokens.subList(i, Math.min(tokens.size(), i + RUN))) {
                for (int c = 0; c < token.length(); c++) {
                    hash = 31 * hash + token.charAt(c);
                }
                hash = mixed(hash);
            }
            runs[i] = hash;
        }
        return Arrays.stream(runs).sorted().distinct().toArray();
    }

    /// Spreads a hash over all its bits (splitmix64).
    private static long mixed(long hash) {
        long z = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    private static List<String> tokens(String code) {
        var tokens = new ArrayList<String>();
        var found = TOKEN.matcher(code);
        while (found.find()) {
            var token = found.group();
            char first = token.charAt(0);
            boolean comment = first == '#' || token.length() > 1 && first == '/';
            if (comment) {
                continue;
            }
            if (first == '"' || first == '\'' || Character.isDigit(first)) {
                tokens.add("0");
            } else if (token.length() > 1) {
                tokens.add(withoutKind(token));
            } else {
                tokens.add(token);
            }
        }
        return tokens;
    }

    /// `toIntArray` and `toLongArray` are one name.
    private static String withoutKind(String name) {
        var plain = new StringBuilder();
        for (var part : PART.split(name)) {
            plain.append(KINDS.contains(part.toLowerCase(java.util.Locale.ROOT)) ? "~" : part);
        }
        return plain.toString();
    }
}
