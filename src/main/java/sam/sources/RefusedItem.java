package sam.sources;

import java.util.List;
import sam.durable.Plain;
import sam.intake.CollectReport;
import sam.intake.ImportReport;

/// One refused row as the page lists it: where it is, why, and how it begins.
record RefusedItem(String place, String reason, String row) {
    static List<RefusedItem> of(ImportReport report) {
        return report.refusals().stream()
                .map(each -> new RefusedItem(Plain.text("%,d", each.line()), each.reason(), each.row()))
                .toList();
    }

    static List<RefusedItem> of(CollectReport report) {
        return report.refusals().stream()
                .map(each -> new RefusedItem(each.place(), each.reason(), each.row()))
                .toList();
    }
}
