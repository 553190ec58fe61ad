package sam.datasets;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import sam.durable.Plain;
import sam.hub.DataFiles;
import sam.hub.Hub;
import sam.hub.HubException;
import sam.hub.HubFile;
import sam.hub.HubId;
import sam.intake.CollectOrder;
import sam.intake.Collector;
import sam.intake.Door;
import sam.intake.ImportException;
import sam.net.Credential;
import sam.net.Pauses;
import sam.net.WebClient;
import sam.net.WebText;

/// Collects data sets of the Hugging Face hub: `hf:ORG/NAME[@REV][#CONFIG/SPLIT]`. The commit is pinned and kept with
/// each row. With a limit a random sample is drawn by the order's seed.
public final class DataSets implements Collector {
    private static final String CONVERTED = "refs/convert/parquet";
    private static final long MOST_CARD = 4 << 20;
    private static final int MOST_ANSWER = 64 << 20;

    private final Hub hub;
    private final Viewer viewer;

    DataSets(Hub hub, WebClient viewer) {
        this.hub = hub.ofDataSets();
        this.viewer = new Viewer(new WebText(viewer, null, MOST_ANSWER));
    }

    /// The hub, its viewer service and its token as the environment names them.
    public static DataSets of(Map<String, String> environment, InstantSource clock) {
        var told = environment.getOrDefault("HF_DATASETS_SERVER", "").strip().replaceAll("/+$", "");
        var address = told.isEmpty() ? "https://datasets-server.huggingface.co" : told;
        return new DataSets(
                Hub.of(environment, clock),
                new WebClient(
                        new WebClient.Site(
                                "The viewer of the hub",
                                address(address),
                                Credential.bearer(environment.getOrDefault("HF_TOKEN", ""))),
                        new Pauses(1, Pauses.USUAL.first(), Pauses.USUAL.longest(), Pauses.USUAL.stall()),
                        clock));
    }

    private static URI address(String told) {
        try {
            var uri = URI.create(told);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException noAddress) {
            throw new ImportException(
                    Plain.text("HF_DATASETS_SERVER is “%s”, which is no web address.", told), noAddress);
        }
        throw new ImportException(Plain.text("HF_DATASETS_SERVER is “%s”, which is no web address.", told));
    }

    @Override
    public String scheme() {
        return "hf";
    }

    @Override
    public void collect(CollectOrder order, Door door) throws IOException, InterruptedException {
        try {
            collect(SetName.parse(order.address()), order, door);
        } catch (HubException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
    }

    private void collect(SetName name, CollectOrder order, Door door) throws IOException, InterruptedException {
        var files = DataFiles.of(hub, name.id(), door::say);
        var card = card(files, order.desk(), door);
        var layout = Layout.of(files.files(), card);
        if (layout.isEmpty()) {
            door.say(Plain.text("%s is a program, which is never run: its converted Parquet is read.", name.id()));
            files = converted(name.id(), door).orElseThrow(() -> nothing(name));
            layout = Layout.converted(files.files());
        }
        var found = layout.orElseThrow(() -> nothing(name));
        var folder = order.options().get("folder");
        var wanted = folder == null ? found : found.within(folder);
        var choice = new Choice(name, wanted, viewer.sizes(name.id().path(), door::say), order);
        new SetReader(name, files, card, choice, order, door).read();
    }

    private Optional<DataFiles> converted(HubId id, Door door) throws InterruptedException {
        try {
            return Optional.of(DataFiles.of(hub, new HubId(id.org(), id.name(), CONVERTED), door::say));
        } catch (HubException none) {
            return Optional.empty();
        }
    }

    private static ImportException nothing(SetName name) {
        return new ImportException(Plain.text(
                "%s holds no file that rows can be read from (JSON, JSONL, CSV, TSV, Parquet), and the hub has not"
                        + " converted it. Download it by hand and import its files.",
                name.id()));
    }

    private static DataSetCard card(DataFiles files, Path desk, Door door) throws IOException, InterruptedException {
        Optional<HubFile> readme = files.files().stream()
                .filter(file -> file.path().equals("README.md") && file.size() <= MOST_CARD)
                .findFirst();
        if (readme.isEmpty() || readme.get().size() == 0) {
            return DataSetCard.SILENT;
        }
        return DataSetCard.read(Files.readString(files.bring(readme.get(), desk, _ -> {}, door::say)));
    }
}
