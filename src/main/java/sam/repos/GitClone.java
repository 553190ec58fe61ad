package sam.repos;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.UnsupportedCredentialItem;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;
import sam.durable.AtomicFiles;
import sam.durable.Plain;
import sam.durable.Sentences;

/// Brings a repository of a git server onto this machine, bare, its main branch alone. It comes in steps, newest
/// commits
/// first: each step that came whole stays, so that a clone that was stopped goes on.
public final class GitClone {
    /// How many commits deep each step goes; the last one brings all the rest.
    private static final int[] STEPS = {200, 2_000, 20_000};

    private static final String REACHED = "sam-depth";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
    private static final int PATIENCE_SECONDS = 60;

    private final URI server;
    private final String token;

    private GitClone(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    /// GitHub, or the server `GITHUB_SERVER_URL` names; `GITHUB_TOKEN` is shown to that server alone, when it asks.
    public static GitClone of(Map<String, String> environment) {
        var told = environment.getOrDefault("GITHUB_SERVER_URL", "").strip();
        var address = (told.isEmpty() ? "https://github.com" : told).replaceAll("/+$", "");
        try {
            var uri = URI.create(address);
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return new GitClone(
                        uri, environment.getOrDefault("GITHUB_TOKEN", "").strip());
            }
        } catch (IllegalArgumentException e) {
            throw new RepositoryException(noAddress(address), e);
        }
        throw new RepositoryException(noAddress(address));
    }

    private static String noAddress(String told) {
        return Plain.text(
                "GITHUB_SERVER_URL is \"%s\", which is no web address. Write it as https://host.",
                Sentences.quoting(told));
    }

    /// Hears how it goes on and says whether it is still wanted.
    public interface Watch {
        boolean isOpen();

        void at(long done, long all, String unit);

        void say(String news);
    }

    /// Where a repository can be looked at.
    public String address(String ownerAndName) {
        return server + "/" + ownerAndName;
    }

    /// The repository `OWNER/NAME` in a folder below `desk`: fetched if it is not there, gone on with if it was
    /// stopped, and brought up to date. Answers null when it is no longer wanted before it is whole.
    public @Nullable GitRepository fetch(String ownerAndName, Path desk, Watch watch) {
        return fetch(ownerAndName, desk, watch, true);
    }

    /// The same with its newest commit alone, where its files matter and not its history.
    public @Nullable GitRepository newest(String ownerAndName, Path desk, Watch watch) {
        return fetch(ownerAndName, desk, watch, false);
    }

    private @Nullable GitRepository fetch(String ownerAndName, Path desk, Watch watch, boolean history) {
        var parts = ownerAndName.split("/", -1);
        if (parts.length != 2 || !isName(parts[0]) || !isName(parts[1])) {
            throw new RepositoryException(
                    Plain.text("\"%s\" names no repository. Write it as OWNER/NAME.", Sentences.quoting(ownerAndName)));
        }
        Hermetic.enter();
        var folder = desk.resolve(parts[0] + "+" + parts[1] + ".git");
        try {
            Files.createDirectories(desk);
            removeLeftovers(folder);
            try (var repository = opened(folder, ownerAndName)) {
                if (!(history ? steps(repository, ownerAndName, watch) : newest(repository, ownerAndName, watch))) {
                    return null;
                }
            }
            return GitRepository.open(folder);
        } catch (IOException e) {
            throw new RepositoryException(
                    Sentences.isFull(e)
                            ? Sentences.of(e)
                            : Plain.text(
                                    "%s cannot be written (%s).",
                                    folder, Sentences.quoting(String.valueOf(e.getMessage()))),
                    e);
        }
    }

    private static boolean isName(String part) {
        return NAME.matcher(part).matches() && !part.equals(".") && !part.equals("..");
    }

    /// What a process that was killed while it received left behind.
    private static void removeLeftovers(Path folder) throws IOException {
        var packs = folder.resolve("objects").resolve("pack");
        if (Files.isDirectory(packs)) {
            try (var files = Files.newDirectoryStream(packs, "incoming_*")) {
                for (var file : files) {
                    Files.deleteIfExists(file);
                }
            }
        }
        Files.deleteIfExists(folder.resolve("shallow.lock"));
    }

    private Repository opened(Path folder, String ownerAndName) throws IOException {
        if (!GitRepository.isRepository(folder)) {
            // begun and not finished
            AtomicFiles.deleteTree(folder);
        }
        var repository =
                new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
        if (!Files.exists(folder)) {
            repository.create(true);
            var config = repository.getConfig();
            config.setString(
                    ConfigConstants.CONFIG_REMOTE_SECTION,
                    Constants.DEFAULT_REMOTE_NAME,
                    ConfigConstants.CONFIG_KEY_URL,
                    address(ownerAndName));
            config.save();
        }
        return repository;
    }

    private boolean steps(Repository repository, String ownerAndName, Watch watch) throws IOException {
        var reached = repository.getDirectory().toPath().resolve(REACHED);
        int depth = Files.exists(reached) ? depth(Files.readString(reached)) : 0;
        for (int step : STEPS) {
            if (depth < step && watch.isOpen()) {
                fetch(repository, ownerAndName, step, watch);
                if (!watch.isOpen()) {
                    return false;
                }
                depth = isShallow(repository) ? step : Integer.MAX_VALUE;
                AtomicFiles.write(reached, String.valueOf(depth).getBytes(StandardCharsets.UTF_8));
            }
        }
        boolean whole = depth == Integer.MAX_VALUE;
        try {
            if (watch.isOpen()) {
                fetch(repository, ownerAndName, 0, watch);
            }
        } catch (RepositoryException e) {
            if (!whole) {
                throw e;
            }
            watch.say(Plain.text("%s Going on with what is there already.", e.getMessage()));
        }
        if (watch.isOpen() && !whole) {
            AtomicFiles.write(reached, String.valueOf(Integer.MAX_VALUE).getBytes(StandardCharsets.UTF_8));
        }
        return watch.isOpen();
    }

    private boolean newest(Repository repository, String ownerAndName, Watch watch) throws IOException {
        boolean there = repository.resolve(GitRepository.FETCHED) != null;
        try {
            fetch(repository, ownerAndName, 1, watch);
        } catch (RepositoryException e) {
            if (!there) {
                throw e;
            }
            watch.say(Plain.text("%s Going on with what is there already.", e.getMessage()));
        }
        return watch.isOpen();
    }

    private static int depth(String told) {
        try {
            return Integer.parseInt(told.strip());
        } catch (NumberFormatException damaged) {
            return 0;
        }
    }

    private static boolean isShallow(Repository repository) {
        return Files.exists(repository.getDirectory().toPath().resolve(Constants.SHALLOW));
    }

    private void fetch(Repository repository, String ownerAndName, int depth, Watch watch) {
        try (var git = Git.wrap(repository)) {
            var fetch = git.fetch()
                    .setRemote(address(ownerAndName) + ".git")
                    .setRefSpecs(new RefSpec("+" + Constants.HEAD + ":" + GitRepository.FETCHED))
                    .setTagOpt(TagOpt.NO_TAGS)
                    .setTimeout(PATIENCE_SECONDS)
                    .setProgressMonitor(new Monitor(watch))
                    .setCredentialsProvider(new OwnServerOnly());
            if (depth > 0) {
                fetch.setDepth(depth);
            } else if (isShallow(repository)) {
                fetch.setUnshallow(true);
            }
            fetch.call();
        } catch (GitAPIException | RuntimeException e) {
            if (watch.isOpen()) {
                throw failed(ownerAndName, e);
            }
        }
    }

    private RepositoryException failed(String ownerAndName, Exception e) {
        var message = String.valueOf(e.getMessage());
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Exception inner && Sentences.isFull(inner)) {
                return new RepositoryException(Sentences.of(inner), e);
            }
        }
        var address = address(ownerAndName);
        if (message.contains("Remote does not have HEAD")) {
            return new RepositoryException(Plain.text("%s is empty: it has no commit yet.", address), e);
        }
        if (message.contains("not authorized") || message.contains("CredentialsProvider") || message.contains("Auth")) {
            return new RepositoryException(
                    Plain.text(
                            "%s is not there, or not open to everybody. Check the name; for a repository of your own"
                                    + " set GITHUB_TOKEN.",
                            address),
                    e);
        }
        if (message.contains("not found") || message.startsWith("Invalid remote")) {
            return new RepositoryException(Plain.text("There is no repository %s. Check the name.", address), e);
        }
        var secretless = token.isEmpty() ? message : message.replace(token, "…");
        return new RepositoryException(
                Plain.text(
                        "%s could not be fetched (%s). What came before stays; collect it again to go on.",
                        address, Sentences.quoting(secretless)),
                e);
    }

    /// Shows the token to the server it is for.
    private final class OwnServerOnly extends CredentialsProvider {
        @Override
        public boolean isInteractive() {
            return false;
        }

        @Override
        public boolean supports(CredentialItem... items) {
            for (var item : items) {
                if (!(item instanceof CredentialItem.Username) && !(item instanceof CredentialItem.Password)) {
                    return false;
                }
            }
            return !token.isEmpty();
        }

        @Override
        public boolean get(URIish uri, CredentialItem... items) throws UnsupportedCredentialItem {
            boolean own = server.getScheme().equalsIgnoreCase(uri.getScheme())
                    && server.getHost().equalsIgnoreCase(uri.getHost())
                    && server.getPort() == uri.getPort();
            if (!own || token.isEmpty()) {
                return false;
            }
            for (var item : items) {
                if (item instanceof CredentialItem.Username name) {
                    name.setValue("x-access-token");
                } else if (item instanceof CredentialItem.Password password) {
                    password.setValue(token.toCharArray());
                } else {
                    throw new UnsupportedCredentialItem(uri, item.getPromptText());
                }
            }
            return true;
        }
    }

    /// Tells how many objects came.
    private static final class Monitor implements ProgressMonitor {
        private final Watch watch;
        private long done;
        private int all = UNKNOWN;

        private Monitor(Watch watch) {
            this.watch = watch;
        }

        @Override
        public void start(int totalTasks) {
            // tasks are told one by one
        }

        @Override
        public void beginTask(String title, int totalWork) {
            done = 0;
            all = totalWork;
        }

        @Override
        public void update(int completed) {
            long before = done >> 8;
            done += completed;
            if (done >> 8 != before) {
                watch.at(done, all == UNKNOWN ? -1 : all, "objects of its history");
            }
        }

        @Override
        public void endTask() {
            // the next one begins at once
        }

        @Override
        public boolean isCancelled() {
            return !watch.isOpen();
        }

        @Override
        public void showDuration(boolean enabled) {
            // durations are not shown
        }
    }
}
