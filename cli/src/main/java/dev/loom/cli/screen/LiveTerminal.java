package dev.loom.cli.screen;

import static org.jline.utils.NonBlockingReader.READ_EXPIRED;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// Draws permanent lines and a footer on a terminal and reads keys. The terminal is opened for the
/// first footer; until then lines are printed as they are. Methods are called with the lock of the
/// screen, except [#readLine].
final class LiveTerminal {
  /// The footer is computed this often; what did not change is not drawn.
  private static final long REFRESH_MILLIS = 100;

  /// Time to notice a question: keys pressed earlier were not meant as its answer.
  private static final long IGNORED_INPUT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final int COLUMNS_DEFAULT = 80;
  private static final int ROWS_DEFAULT = 24;
  private static final int FOOTER_ROWS_MIN = 3;

  /// Space for a typed answer beside a long question.
  private static final int ANSWER_COLUMNS_MIN = 12;

  private final Callable<Terminal> opener;
  private final PrintStream out;
  private final LiveRegion region;
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("screen").factory());

  private Screen.Footer footer = (columns, rows) -> List.of();
  private Terminal terminal;
  private Size size = Size.of(0, 0);
  private Attributes savedAttributes;
  private volatile boolean closed;
  private volatile boolean inputEnded;
  private String prompt;
  private LineInput input = new LineInput();
  private long promptedAt;

  /// @param opener opens the terminal
  /// @param out prints while it is not open
  /// @param rewraps whether the terminal wraps lines anew when it becomes narrower
  LiveTerminal(Callable<Terminal> opener, PrintStream out, boolean rewraps) {
    this.opener = opener;
    this.out = out;
    this.region = new LiveRegion(rewraps);
  }

  /// Uses the terminal of this process. It is not asked for its abilities: answers that come late
  /// would be taken as typed text.
  static LiveTerminal ofSystem(Map<String, String> environment) {
    return new LiveTerminal(
        () ->
            TerminalBuilder.builder()
                .system(true)
                .dumb(false)
                .graphemeCluster(false)
                .nativeSignals(false)
                .encoding(StandardCharsets.UTF_8)
                .build(),
        new PrintStream(System.out, false, StandardCharsets.UTF_8),
        !environment.containsKey("XTERM_VERSION") && !environment.containsKey("STY"));
  }

  /// Prints permanent lines above the footer.
  void print(List<String> lines) {
    if (terminal == null || closed) {
      lines.forEach(out::println);
      out.flush();
    } else {
      draw(lines);
    }
  }

  /// Opens the terminal if necessary and draws the footer from now on.
  ///
  /// @param lock lock of the screen
  void setFooter(Screen.Footer newFooter, Object lock) {
    footer = newFooter;
    if (terminal == null && !closed) {
      open(lock);
    }
    draw(List.of());
  }

  private void open(Object lock) {
    try {
      terminal = opener.call();
    } catch (Exception ignored) {
      // Lines are printed as without a terminal.
      closed = true;
      return;
    }
    savedAttributes = terminal.getAttributes();
    setKeyMode();
    // Other signals keep the handlers of the JVM: Ctrl-C runs the shutdown hooks.
    terminal.handle(Terminal.Signal.WINCH, signal -> refresh(lock));
    terminal.handle(
        Terminal.Signal.CONT,
        signal -> {
          setKeyMode();
          refresh(lock);
        });
    refresher.scheduleWithFixedDelay(
        () -> refresh(lock), REFRESH_MILLIS, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    Thread.ofPlatform().daemon().name("keyboard").start(() -> readKeys(lock));
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> closeLocked(lock)));
    } catch (IllegalStateException ignored) {
      // The process already ends.
    }
  }

  /// Delivers keys one by one and without echo. Ctrl-C and Ctrl-Z stay signals.
  private void setKeyMode() {
    var attributes = new Attributes(savedAttributes);
    attributes.setLocalFlags(
        EnumSet.of(Attributes.LocalFlag.ICANON, Attributes.LocalFlag.ECHO), false);
    attributes.setControlChar(Attributes.ControlChar.VMIN, 1);
    attributes.setControlChar(Attributes.ControlChar.VTIME, 0);
    terminal.setAttributes(attributes);
  }

  private void refresh(Object lock) {
    synchronized (lock) {
      draw(List.of());
    }
  }

  int columns() {
    int columns = size().getColumns();
    return (columns > 0 ? columns : COLUMNS_DEFAULT) - 1;
  }

  /// When the process ends, the library closes the terminal at a time of its own.
  private Size size() {
    try {
      size = terminal == null ? size : terminal.getSize();
    } catch (IllegalStateException ignored) {
      // The last size.
    }
    return size;
  }

  /// Returns the number of rows that the footer may take: half of them.
  private int footerRows() {
    int rows = size().getRows();
    return Math.max(FOOTER_ROWS_MIN, (rows > 0 ? rows : ROWS_DEFAULT) / 2);
  }

  /// Removes the footer once the library has closed the terminal, when the process ends.
  private void draw(List<String> permanent) {
    if (terminal == null || closed) {
      return;
    }
    try {
      drawOpen(permanent);
    } catch (IllegalStateException ignored) {
      closed = true;
      out.print(region.redraw(permanent, List.of(), columns() + 1, 0));
      out.flush();
    }
  }

  private void drawOpen(List<String> permanent) {
    int columns = columns();
    int footerRows = footerRows();
    var lines = new ArrayList<String>();
    int cursor = 0;
    if (prompt != null) {
      lines.addAll(Columns.wrap(prompt, columns - ANSWER_COLUMNS_MIN));
      var line = Columns.fit(lines.removeLast(), columns - ANSWER_COLUMNS_MIN) + " ";
      line += Columns.fitEnd(input.text(), Math.max(1, columns - 1 - Columns.width(line)));
      lines.add(Columns.fit(line, columns));
      cursor = Columns.width(lines.getLast());
    }
    int rows = Math.max(0, footerRows - lines.size());
    lines.addAll(
        0,
        footer.lines(columns, rows).stream()
            .limit(rows)
            .map(line -> Columns.fit(line, columns))
            .toList());
    if (!permanent.isEmpty() || !region.shows(lines, columns + 1, cursor)) {
      terminal.writer().write(region.redraw(permanent, lines, columns + 1, cursor));
      terminal.writer().flush();
    }
  }

  private void readKeys(Object lock) {
    try {
      // A read without a limit would keep the process from ending until a key is pressed.
      for (int key = nextKey(); key >= 0 || key == READ_EXPIRED; key = nextKey()) {
        if (key == READ_EXPIRED) {
          continue;
        }
        synchronized (lock) {
          if (prompt != null
              && System.nanoTime() - promptedAt > IGNORED_INPUT_NANOS
              && input.type(key)) {
            prompt = null;
            answers.add(input.text().strip());
          }
          draw(List.of());
        }
      }
    } catch (IOException | IllegalStateException ignored) {
      // The terminal is closed, at the end of the process by its library.
    }
    inputEnded = true;
  }

  private int nextKey() throws IOException {
    return closed ? -1 : terminal.reader().read(REFRESH_MILLIS);
  }

  Optional<String> readLine(String question, BooleanSupplier wanted, Object lock)
      throws InterruptedException {
    synchronized (lock) {
      input = new LineInput();
      prompt = question;
      promptedAt = System.nanoTime();
      draw(List.of());
    }
    try {
      String answer = null;
      while (answer == null && wanted.getAsBoolean() && !inputEnded) {
        answer = answers.poll(REFRESH_MILLIS, TimeUnit.MILLISECONDS);
      }
      return Optional.ofNullable(answer);
    } finally {
      synchronized (lock) {
        prompt = null;
        draw(List.of());
      }
    }
  }

  /// Removes the footer and restores the input mode of the terminal.
  void close() {
    if (terminal != null && !closed) {
      footer = (columns, rows) -> List.of();
      prompt = null;
      draw(List.of());
      end();
    }
  }

  private void closeLocked(Object lock) {
    synchronized (lock) {
      close();
    }
  }

  private void end() {
    closed = true;
    inputEnded = true;
    refresher.shutdownNow();
    try {
      terminal.setAttributes(savedAttributes);
      terminal.flush();
    } catch (IllegalStateException ignored) {
      // The library has closed and restored it.
    }
  }
}
