package sam.processes;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/// Answers each row with its length; some rows are its end.
final class CountsLetters {
    private CountsLetters() {}

    public static void main(String[] args) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            switch (line) {
                case "fail" -> throw new IllegalStateException("The row cannot be counted.");
                case "half" -> {
                    System.out.print("4");
                    System.out.flush();
                    Runtime.getRuntime().halt(9);
                }
                case "grow" -> {
                    var kept = new ArrayList<long[]>();
                    while (kept.size() >= 0) {
                        kept.add(new long[1 << 20]);
                    }
                }
                case "sleep" -> Thread.sleep(Long.MAX_VALUE);
                default -> System.out.println(line.codePointCount(0, line.length()));
            }
        }
    }
}
