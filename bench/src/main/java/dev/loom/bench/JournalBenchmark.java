package dev.loom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// Measures durable events per second of Loom's journal and of a C program with SQLite on the same
/// disk, alternately in one run. `bench/journal.sh` builds and starts it.
public final class JournalBenchmark {
  private static final List<Integer> CALLERS = List.of(1, 64, 1_024);
  private static final int ROUNDS = 7;
  private static final String USAGE =
      "usage: JournalBenchmark DIRECTORY MILLIS [C_PROGRAM]; without C_PROGRAM: only Loom";

  private final Path directory;
  private final MeasurementWindow window;
  private final LoomJournal loomJournal;
  private final Optional<SqliteCJournal> cJournal;

  private JournalBenchmark(Path directory, Duration measured, Optional<Path> program) {
    this.directory = directory;
    this.window = new MeasurementWindow(measured.dividedBy(2), measured);
    this.loomJournal = new LoomJournal(directory);
    this.cJournal = program.map(path -> new SqliteCJournal(path, directory));
  }

  /// Runs the benchmark and prints a table.
  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 2 || arguments.length > 3) {
      System.err.println(USAGE);
      System.exit(2);
    }
    var parent = Files.createDirectories(Path.of(arguments[0]));
    var directory = Files.createTempDirectory(parent, "journal");
    var program =
        arguments.length == 3 ? Optional.of(Path.of(arguments[2])) : Optional.<Path>empty();
    try {
      new JournalBenchmark(directory, Duration.ofMillis(Long.parseLong(arguments[1])), program)
          .run();
    } finally {
      deleteAll(directory);
    }
  }

  private void run() throws Exception {
    // Warm-up: the JIT compiler needs longer than one window.
    for (var callers : CALLERS) {
      loomJournal.eventsPerSecond(callers, window);
    }
    var rows = new ArrayList<Row>();
    for (var callers : CALLERS) {
      rows.add(new Row(callers, new ArrayList<>(), new ArrayList<>()));
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (var row : rows) {
        if (cJournal.isPresent()) {
          row.cRates.add(cJournal.get().eventsPerSecond(row.callers, window));
        }
        row.loomRates.add(loomJournal.eventsPerSecond(row.callers, window));
      }
    }
    print(rows);
  }

  private void print(List<Row> rows) {
    System.out.printf(
        Locale.ROOT, "durable events/s, median of %d rounds (lowest - highest)%n", ROUNDS);
    System.out.printf("%8s  %-28s  %-28s  %s%n", "callers", "Loom", "C", "Loom / C");
    for (var row : rows) {
      var ratio =
          row.cRates.isEmpty() ? "-" : String.format(Locale.ROOT, "%.2f", median(row.ratios()));
      System.out.printf(
          "%8d  %-28s  %-28s  %s%n", row.callers, text(row.loomRates), text(row.cRates), ratio);
    }
    cJournal.ifPresentOrElse(
        journal -> System.out.println("C is SQLite " + journal.sqliteVersion() + "."),
        () -> System.out.println("C was not measured."));
  }

  private static String text(List<Double> rates) {
    if (rates.isEmpty()) {
      return "-";
    }
    var sorted = rates.stream().sorted().toList();
    return String.format(
        Locale.ROOT, "%,.0f (%,.0f - %,.0f)", median(sorted), sorted.getFirst(), sorted.getLast());
  }

  private static double median(List<Double> rates) {
    return rates.stream().sorted().toList().get(rates.size() / 2);
  }

  private static void deleteAll(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// Events per second with one number of callers, by round.
  private record Row(int callers, List<Double> loomRates, List<Double> cRates) {
    /// Returns the ratio of each round, whose two measurements are adjacent in time and therefore
    /// share the load of the machine.
    List<Double> ratios() {
      return IntStream.range(0, cRates.size())
          .mapToObj(i -> loomRates.get(i) / cRates.get(i))
          .toList();
    }
  }
}
