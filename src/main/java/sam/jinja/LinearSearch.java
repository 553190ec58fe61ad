package sam.jinja;

/// Looks for a text in texts in linear time (Knuth, Morris, Pratt 1977): `String.indexOf` takes the product of both
/// lengths on texts made for it.
final class LinearSearch {
    private static final int SHORT = 32;

    private final String part;
    private final int[] border;

    LinearSearch(String part) {
        this.part = part;
        this.border = new int[part.length() <= SHORT ? 0 : part.length()];
        for (int i = 1, k = 0; i < border.length; i++) {
            while (k > 0 && part.charAt(i) != part.charAt(k)) {
                k = border[k - 1];
            }
            k += part.charAt(i) == part.charAt(k) ? 1 : 0;
            border[i] = k;
        }
    }

    /// Where the part begins at or after `from`, or -1.
    int find(String text, int from) {
        if (border.length == 0) {
            return text.indexOf(part, from);
        }
        for (int i = from, k = 0; i < text.length(); i++) {
            while (k > 0 && text.charAt(i) != part.charAt(k)) {
                k = border[k - 1];
            }
            k += text.charAt(i) == part.charAt(k) ? 1 : 0;
            if (k == part.length()) {
                return i - k + 1;
            }
        }
        return -1;
    }

    static int find(String text, String part, int from, Budget budget) {
        budget.characters(text.length() + (long) part.length());
        return new LinearSearch(part).find(text, from);
    }

    /// Where the part begins for the last time, or -1.
    static int last(String text, String part, Budget budget) {
        budget.characters(text.length() + (long) part.length());
        var reversed = new StringBuilder(text).reverse().toString();
        int found = new LinearSearch(new StringBuilder(part).reverse().toString()).find(reversed, 0);
        return found < 0 ? -1 : text.length() - found - part.length();
    }
}
