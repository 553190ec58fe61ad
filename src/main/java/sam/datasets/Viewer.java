package sam.datasets;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import sam.net.NetException;
import sam.net.WebText;

/// The hub's viewer service, asked for what can be known before anything is fetched: rows and bytes of each part. It
/// knows neither gated sets nor those it has not looked at; then nothing is said.
record Viewer(WebText web) {
    /// Rows and bytes (of the converted Parquet) of a part.
    record Size(long rows, long bytes) {}

    /// Sizes by `config/split`.
    Map<String, Size> sizes(String dataSet, Consumer<String> say) throws InterruptedException {
        var sizes = new HashMap<String, Size>();
        var uri = URI.create(
                web.web().site().address() + "/size?dataset=" + URLEncoder.encode(dataSet, StandardCharsets.UTF_8));
        try {
            for (var split : web.json(uri, Map.of(), say).body().path("size").path("splits")) {
                sizes.put(
                        split.path("config").asString("") + "/"
                                + split.path("split").asString(""),
                        new Size(
                                split.path("num_rows").asLong(-1),
                                split.path("num_bytes_parquet_files").asLong(-1)));
            }
        } catch (NetException unknown) {
            // a help, and no need: the files say their bytes themselves
            return Map.of();
        }
        return sizes;
    }
}
