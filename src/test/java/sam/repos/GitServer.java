package sam.repos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

/// A git server that speaks git's own protocol over HTTP, and can break off.
public final class GitServer implements AutoCloseable {
    private final HttpServer server;
    private final Repository repository;
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> shown = new CopyOnWriteArrayList<>();
    final AtomicInteger packs = new AtomicInteger();
    /// The number of the pack that breaks off in its middle.
    volatile int breaking = -1;
    volatile @Nullable String wanted;
    volatile @Nullable String elsewhere;

    public GitServer(Repository repository) throws IOException {
        this.repository = repository;
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// The same server by another name: another host to whoever keeps secrets.
    public String otherName() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            asked.add(exchange.getRequestMethod() + " " + path);
            var told = exchange.getRequestHeaders().getFirst("Authorization");
            if (told != null) {
                shown.add(String.valueOf(exchange.getRequestHeaders().getFirst("Host"))
                                .replaceAll(":.*", "") + " "
                        + new String(Base64.getDecoder().decode(told.replace("Basic ", "")), StandardCharsets.UTF_8));
            }
            if (elsewhere != null && !path.contains("/moved/")) {
                exchange.getResponseHeaders().add("Location", elsewhere + "/moved" + path + "?service=git-upload-pack");
                exchange.sendResponseHeaders(302, -1);
            } else if (wanted != null && told == null) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"GitHub\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (!path.contains("/lovelace/engine.git/")) {
                exchange.sendResponseHeaders(404, -1);
            } else if (path.endsWith("/info/refs")) {
                advertise(exchange);
            } else {
                upload(exchange);
            }
        }
    }

    private void advertise(HttpExchange exchange) throws IOException {
        var out = new ByteArrayOutputStream();
        pack(exchange)
                .sendAdvertisedRefs(
                        new RefAdvertiser.PacketLineOutRefAdvertiser(new PacketLineOut(out)), "git-upload-pack");
        send(exchange, "application/x-git-upload-pack-advertisement", out.toByteArray(), false);
    }

    private void upload(HttpExchange exchange) throws IOException {
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        InputStream in = exchange.getRequestBody();
        var out = new ByteArrayOutputStream();
        pack(exchange).upload(packed ? new GZIPInputStream(in) : in, out, null);
        boolean isPack = new String(out.toByteArray(), StandardCharsets.ISO_8859_1).contains("PACK");
        boolean breaks = isPack && packs.getAndIncrement() == breaking;
        send(exchange, "application/x-git-upload-pack-result", out.toByteArray(), breaks);
    }

    private UploadPack pack(HttpExchange exchange) {
        var pack = new UploadPack(repository);
        pack.setBiDirectionalPipe(false);
        var version = exchange.getRequestHeaders().getFirst("Git-Protocol");
        if (version != null) {
            pack.setExtraParameters(List.of(version.split(":")));
        }
        return pack;
    }

    private static void send(HttpExchange exchange, String type, byte[] bytes, boolean breaks) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes, 0, breaks ? bytes.length / 2 : bytes.length);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
