package sam.stackexchange;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import sam.durable.Plain;
import sam.intake.ImportException;

/// Which questions are wanted: of one site, with all these tags, with at least this score.
record Wanted(String site, List<String> tags, int least) {
    static final int USUAL_LEAST = 3;

    private static final Pattern SITE = Pattern.compile("[a-z0-9][a-z0-9.-]{0,60}");
    private static final Pattern PERCENT = Pattern.compile("%([0-9A-Fa-f]{2})");

    Wanted {
        tags = List.copyOf(tags);
    }

    /// Reads `SITE?tagged=A;B&min=N`. Tags may stand as they are (`c++`, `c#`) or with percent signs.
    static Wanted parse(String address) {
        int mark = address.indexOf('?');
        var site = (mark < 0 ? address : address.substring(0, mark)).strip().toLowerCase(Locale.ROOT);
        if (!SITE.matcher(site).matches()) {
            throw new ImportException(Plain.text(
                    "“%s” names no site. Write it as its API does, such as stackexchange:stackoverflow?tagged=java.",
                    site));
        }
        List<String> tags = List.of();
        int least = USUAL_LEAST;
        for (var pair : (mark < 0 ? "" : address.substring(mark + 1)).split("&")) {
            int equals = pair.indexOf('=');
            var name = equals < 0 ? pair.strip() : pair.substring(0, equals).strip();
            var value = equals < 0 ? "" : plain(pair.substring(equals + 1)).strip();
            switch (name) {
                case "" -> {}
                case "tagged" ->
                    tags = Arrays.stream(value.split("[;,\\s]+"))
                            .filter(tag -> !tag.isEmpty())
                            .toList();
                case "min" -> least = number(value);
                default ->
                    throw new ImportException(Plain.text(
                            "“%s” is nothing to choose questions by. There are tagged=A;B and min=N.", name));
            }
        }
        return new Wanted(site, tags, least);
    }

    private static int number(String value) {
        if (!value.matches("\\d{1,6}")) {
            throw new ImportException(Plain.text("min is the least score, a number; it is “%s”.", value));
        }
        return Integer.parseInt(value);
    }

    /// A plus sign is part of a tag here, no space.
    private static String plain(String value) {
        var bytes = new java.io.ByteArrayOutputStream();
        var found = PERCENT.matcher(value);
        int from = 0;
        while (found.find()) {
            bytes.writeBytes(value.substring(from, found.start()).getBytes(StandardCharsets.UTF_8));
            bytes.write(Integer.parseInt(found.group(1), 16));
            from = found.end();
        }
        bytes.writeBytes(value.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// The part of a query that chooses, best questions first.
    String query() {
        return "site=" + site + "&order=desc&sort=votes&min=" + least
                + (tags.isEmpty()
                        ? ""
                        : "&tagged=" + URLEncoder.encode(String.join(";", tags), StandardCharsets.UTF_8));
    }
}
