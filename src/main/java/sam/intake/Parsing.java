package sam.intake;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// Where a file is parsed: in this process, or in one of its own.
interface Parsing {
    /// A JVM takes longer to start than a small file takes to read.
    long SMALL_BYTES = 1 << 20;

    /// Hands over all of a file, until `out` wants no more or the person stops it. A parser that ended before its end
    /// is an [ImportException].
    void tell(Path file, ImportSettings settings, BooleanSupplier cancelled, Predicate<Parsed> out);

    /// A pipe is read here: standard input and inherited descriptors mean something else to another process.
    static Parsing of(Path file) {
        boolean small = ParquetRows.isOne(file)
                || !Files.isRegularFile(file)
                || file.toFile().length() <= SMALL_BYTES;
        return small ? here(file) : new ParserProcess(ParserProcess.HEAP);
    }

    /// In this process, unless the file is of a kind that may harm it.
    static Parsing here(Path file) {
        if (ParquetRows.isOne(file)) {
            return new ParserProcess(ParserProcess.PARQUET_HEAP);
        }
        return (one, settings, _, out) -> RowParser.parse(one, settings, out);
    }
}
