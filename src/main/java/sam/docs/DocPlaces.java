package sam.docs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import sam.durable.Plain;
import sam.intake.CollectOrder;
import sam.intake.Door;
import sam.intake.ImportException;
import sam.net.Credential;
import sam.net.Pauses;
import sam.net.WebClient;

/// Finds documentation by its address: what exists on this machine wins over what has to be fetched.
///
/// - `readTheDocs`: a project's pages, `PROJECT` standing for its name. Its HTML comes from
///   `/_/downloads/en/VERSION/htmlzip/` below it, where the project lets it be made.
/// - `gitHub`: where `mdn/content` is; its main branch comes as one archive,
/// `/mdn/content/archive/refs/heads/main.zip`.
record DocPlaces(String readTheDocs, String gitHub, Pauses pauses, InstantSource clock) {
    private static final Pattern PROJECT =
            Pattern.compile("rtd:([A-Za-z0-9][A-Za-z0-9-]{0,62})(?:@([A-Za-z0-9][\\w.-]{0,80}))?");
    private static final Pattern MDN = Pattern.compile("mdn(?:/(.*))?");

    /// - `goesOn`: an earlier run was not finished, so that what it fetched is used.
    DocPlace find(CollectOrder order, Door door, boolean goesOn) throws IOException, InterruptedException {
        var address = order.address().strip();
        var here = here(address);
        if (here.isPresent()) {
            return local(here.get(), address);
        }
        var project = PROJECT.matcher(address);
        if (project.matches()) {
            var version = project.group(2);
            return readTheDocs(project.group(1).toLowerCase(Locale.ROOT), version, order, door, goesOn);
        }
        var mdn = MDN.matcher(address);
        if (mdn.matches()) {
            return mdn(mdn.group(1), order, door, goesOn);
        }
        throw new ImportException(Plain.text(
                "“%s” is neither a folder nor a zip file on this machine, nor rtd:PROJECT or mdn/PATH. Check its name.",
                address));
    }

    private static Optional<Path> here(String address) {
        try {
            var path = Path.of(address);
            return Files.exists(path) ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    private static DocPlace local(Path path, String address) throws IOException {
        var name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
        if (Files.isDirectory(path)) {
            var shelf = Shelf.Folder.of(path);
            boolean mdn = isMdn(path);
            return new DocPlace(shelf, "docs:" + name, mdn ? "mdn" : name, mdn ? "" : called(path), null, null, mdn);
        }
        if (!name.toLowerCase(Locale.ROOT).endsWith(".zip")) {
            throw new ImportException(Plain.text(
                    "%s is neither a folder nor a zip file. Give the folder of the documentation.", address));
        }
        var shelf = Shelf.Archive.of(path, "");
        boolean mdn = shelf.names().stream().anyMatch(one -> one.contains("/files/en-us/"));
        return new DocPlace(shelf, "docs:" + name, name, "", null, mdn ? commit(path) : null, mdn);
    }

    /// A folder's name, or that of the one it is in where it says no more than that there are pages.
    private static String called(Path folder) {
        var whole = folder.toAbsolutePath().normalize();
        while (whole.getFileName() != null
                && String.valueOf(whole.getFileName())
                        .matches("(?i)docs?|documentation|site|html|en|public|build|_build|source|content|manual")) {
            whole = java.util.Objects.requireNonNullElse(whole.getParent(), whole.getRoot());
        }
        return whole.getFileName() == null ? "" : whole.getFileName().toString();
    }

    /// A clone of `mdn/content`, or a part of it.
    private static boolean isMdn(Path folder) {
        var whole = folder.toAbsolutePath().normalize();
        return Files.isDirectory(whole.resolve("files/en-us"))
                || whole.toString().replace('\\', '/').matches(".*/files/en-us(?:/.*)?");
    }

    private DocPlace readTheDocs(String project, @Nullable String told, CollectOrder order, Door door, boolean goesOn)
            throws IOException, InterruptedException {
        var version = told == null ? "latest" : told;
        var base = readTheDocs.replace("PROJECT", project);
        var file = order.desk().resolve(project + "-" + version + ".zip");
        fetch(
                "Read the Docs",
                URI.create(base),
                "/_/downloads/en/" + version + "/htmlzip/",
                file,
                Plain.text(
                        "Read the Docs has no HTML archive of %s %s. Check the project and its version; where a project"
                                + " offers none, build its documentation and give the folder.",
                        project, version),
                door,
                goesOn);
        var source = "docs:rtd:" + project;
        return new DocPlace(
                Shelf.Archive.of(file, ""),
                source,
                "rtd/" + project + "@" + version,
                project,
                base + "/en/" + version + "/",
                version,
                false);
    }

    private DocPlace mdn(@Nullable String told, CollectOrder order, Door door, boolean goesOn)
            throws IOException, InterruptedException {
        var file = order.desk().resolve("mdn-content.zip");
        fetch(
                "GitHub",
                URI.create(gitHub),
                "/mdn/content/archive/refs/heads/main.zip",
                file,
                Plain.text("%s has no mdn/content. Clone it and give the folder.", gitHub),
                door,
                goesOn);
        var path =
                told == null ? "" : told.replaceAll("^/+|/+$", "").replaceFirst("(?i)^(?:files/)?en-us/(?:docs/)?", "");
        var under = "/files/en-us/" + (path.isEmpty() ? "" : path.toLowerCase(Locale.ROOT) + "/");
        var shelf = Shelf.Archive.of(file, under);
        if (shelf.names().isEmpty()) {
            shelf.close();
            throw new ImportException(Plain.text(
                    "MDN has nothing under “%s”. Give what follows /docs/ in its address, such as mdn/Web/CSS/gap.",
                    path));
        }
        return new DocPlace(shelf, "docs:mdn", "mdn", "", null, commit(file), true);
    }

    private void fetch(String name, URI site, String path, Path file, String missing, Door door, boolean goesOn)
            throws IOException, InterruptedException {
        if (!goesOn || !Files.exists(file)) {
            var web = new WebClient(new WebClient.Site(name, site, Credential.NONE), pauses, clock);
            new Download(web, door).bring(URI.create(site + path), file, missing);
        }
    }

    /// GitHub writes the commit into its archives as their comment.
    private static @Nullable String commit(Path file) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            var comment = zip.getComment();
            return comment != null && comment.matches("[0-9a-f]{40}") ? comment : null;
        }
    }
}
