package dev.loom.cli.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compares what a run shows on a terminal with golden frames, and the scrollback with the lines
/// that were printed. `-Dgolden.refresh=true` rewrites the frames.
@Timeout(60)
class RunFramesTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "screen");
  private static final Instant START = Instant.parse("2026-12-01T09:00:00Z");

  private static final List<String> DESCRIPTIONS =
      List.of(
          "Look around",
          "認証モジュールを調べて、パスワードリセットの流れを説明し、テストを書く",
          "Cafe\u0301 and nai\u0308ve names: keep combining characters with their letters",
          "Remove old-build",
          "Write the report");

  private VirtualTerminal display;
  private LineDisciplineTerminal terminal;
  private Screen screen;
  private RunView view;
  private volatile Instant now = START;

  private void open(int columns, int rows) throws IOException {
    display = new VirtualTerminal(columns, rows);
    terminal = new LineDisciplineTerminal("test", "xterm", display, StandardCharsets.UTF_8);
    terminal.setSize(Size.of(columns, rows));
    var live =
        new LiveTerminal(
            () -> terminal, new PrintStream(display, true, StandardCharsets.UTF_8), true);
    screen = Screen.onTerminal(live, true);
    view = new RunView(screen, () -> now);
  }

  @AfterEach
  void close() {
    screen.close();
  }

  private void show(String type, Object data) {
    view.show(
        Json.parse(
            Json.write(
                Map.of("task_id", "t1", "event_type", type, "timestamp", "" + now, "data", data))));
  }

  private void pass(long seconds) {
    now = now.plusSeconds(seconds);
    refresh();
  }

  /// Draws at once what the screen draws a moment later.
  private void refresh() {
    screen.printLines(List.of());
  }

  private void resize(int columns, int rows) {
    synchronized (screen) {
      display.resize(columns, rows);
      terminal.setSize(Size.of(columns, rows));
    }
    terminal.raise(Terminal.Signal.WINCH);
  }

  private static Map<String, Object> subtask(String id, String description) {
    return Map.of("id", id, "description", description);
  }

  private void plan(List<String> descriptions) {
    show("task_submitted", Map.of("task", Map.of("workspace", "/home/ada/shop")));
    show("task_planning", Map.of("round", 1));
    show(
        "task_plan_ready",
        Map.of(
            "plan",
            Map.of(
                "subtasks",
                IntStream.range(0, descriptions.size())
                    .mapToObj(index -> subtask("s" + (index + 1), descriptions.get(index)))
                    .toList()),
            "usage",
            Map.of("input_tokens", 1200, "output_tokens", 340, "cost_usd", 0.0125)));
  }

  private void token(String subtask, int seq, String text) {
    show(
        "token_streamed",
        Map.of(
            "subtask_id",
            subtask,
            "step_id",
            subtask + ".1.1",
            "seq",
            seq,
            "kind",
            "text",
            "token",
            text));
  }

  private void call(String subtask, String tool, Map<String, Object> args, String output) {
    var step = subtask + ".1.1.1";
    show(
        "tool_call_started",
        Map.of("subtask_id", subtask, "step_id", step, "tool", tool, "args", args));
    show(
        "tool_call_completed",
        Map.of(
            "subtask_id",
            subtask,
            "step_id",
            step,
            "tool",
            tool,
            "success",
            true,
            "output",
            output,
            "duration",
            0.1));
  }

  private void assertFrame(String name) throws IOException {
    refresh();
    var golden = GOLDEN.resolve(name + ".txt");
    if (Boolean.getBoolean("golden.refresh")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, display.frame());
    }
    assertEquals(Files.readString(golden), display.frame(), name);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 200})
  void aRunFromPlanToResult(int columns) throws Exception {
    open(columns, 30);
    show("task_submitted", Map.of("task", Map.of("workspace", "/home/ada/shop")));
    show("task_planning", Map.of("round", 1));
    pass(3);
    assertFrame("planning-" + columns);

    plan(DESCRIPTIONS);
    show("subtask_started", Map.of("subtask_id", "s1", "attempt", 1));
    show("subtask_started", Map.of("subtask_id", "s2", "attempt", 1));
    show("subtask_started", Map.of("subtask_id", "s4", "attempt", 1));
    show(
        "tool_call_started",
        Map.of(
            "subtask_id",
            "s1",
            "step_id",
            "s1.1.1",
            "tool",
            "shell_execute",
            "args",
            Map.of("command", "find . -name '*.java' -newer pom.xml | xargs grep -n TODO")));
    pass(4);
    for (int index = 1; index <= 30; index++) {
      token("s2", index, "単語" + index + " ");
    }
    assertFrame("running-" + columns);

    show(
        "tool_call_completed",
        Map.of(
            "subtask_id",
            "s1",
            "step_id",
            "s1.1.1",
            "tool",
            "shell_execute",
            "success",
            true,
            "output",
            "a:1: TODO\nb:2: TODO",
            "duration",
            4.2));
    call(
        "s2",
        "edit_file",
        Map.of(
            "path",
            "calc.py",
            "old_str",
            "def divide(a, b):\n    return a / b",
            "new_str",
            "def divide(a, b):\n    if b == 0:\n        raise ValueError(\"零\")\n    return a / b"),
        "");
    show(
        "approval_requested",
        Map.of(
            "subtask_id",
            "s4",
            "step_id",
            "s4.1.1",
            "reason",
            "Deletes files recursively",
            "proposed_action",
            "shell_execute {\"command\":\"rm -rf old-build\"}",
            "risk_level",
            "high",
            "action_hash",
            "5c6ccdd3752021c6cd55",
            "details",
            Map.of("args", Map.of("command", "rm -rf old-build"))));
    var answer = answer("y");
    assertFrame("answering-" + columns);
    terminal.processInputBytes("\r".getBytes(StandardCharsets.UTF_8));
    assertEquals(Optional.of("y"), answer.get(10, TimeUnit.SECONDS));
    show("approval_received", Map.of("subtask_id", "s4", "approved", true));
    pass(12);
    show(
        "model_waiting",
        Map.of(
            "subtask_id",
            "s2",
            "model",
            "gpt",
            "reason",
            "The endpoint limits requests.",
            "attempt",
            2,
            "retry_at",
            "" + now.plusSeconds(28)));
    for (var id : List.of("s1", "s4")) {
      show("subtask_completed", Map.of("subtask_id", id, "duration", 4.5));
    }
    assertFrame("waiting-" + columns);

    for (var id : List.of("s2", "s3", "s5")) {
      show("subtask_completed", Map.of("subtask_id", id, "duration", 2.5));
    }
    show(
        "task_completed",
        Map.of(
            "completed",
            5,
            "total",
            5,
            "duration",
            30.25,
            "summary",
            """
            # 結果

            The **two** `TODO`s:

            ```python
            def divide(a, b):
                return a / b   # 割り算
            ```

            | File | 行 |
            |------|---:|
            | a.py | 1  |
            | 名前.py | 22 |

            1. first
               - nested
            2. second
            """,
            "usage",
            Map.of("input_tokens", 3793, "output_tokens", 358, "cost_usd", 0.02),
            "workspace_changes",
            Map.of("files", List.of(Map.of("path", "calc.py", "kind", "modified")))));
    screen.close();
    assertFrame("end-" + columns);
    assertNoRowOfTheFooterIsLeft();
  }

  /// Types an answer when the screen reads it; returns what was read.
  private CompletableFuture<Optional<String>> answer(String text) throws Exception {
    var answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return screen.readLine(
                    "  Allow? [y] once · [a] in this task · [n] no, n REASON:", () -> true);
              } catch (InterruptedException exception) {
                throw new AssertionError(exception);
              }
            });
    // Typed repeatedly, because keys pressed right after the question are ignored.
    while (!display.frame().contains(":" + " " + text)) {
      terminal.processInputBytes(text.getBytes(StandardCharsets.UTF_8));
      Thread.sleep(20);
    }
    while (display.frame().contains(":" + " " + text + text)) {
      terminal.processInputBytes(new byte[] {'\177'});
      Thread.sleep(20);
    }
    return answer;
  }

  /// Every row of the plan is printed once, at the end.
  private void assertNoRowOfTheFooterIsLeft() {
    var rows =
        display.lines().stream().filter(line -> line.matches("  [☐☑◐◓◑◒☒?] s\\d .*")).toList();
    assertEquals(
        DESCRIPTIONS.size(),
        rows.stream().filter(line -> !line.contains("needs approval")).count(),
        () -> String.join("\n", display.lines()));
  }

  @Test
  void aPlanTallerThanTheWindowShowsWhatRunsAndFoldsTheRest() throws Exception {
    open(80, 20);
    var descriptions = IntStream.rangeClosed(1, 40).mapToObj(each -> "write part " + each).toList();
    plan(descriptions);
    var printed = new ArrayList<>(List.of("Plan: 40 subtasks"));
    for (int index = 1; index <= 40; index++) {
      var id = "s" + index;
      show("subtask_started", Map.of("subtask_id", id, "attempt", 1));
      call(id, "read_file", Map.of("path", "部/" + index), "x");
      printed.add("    ✓ read_file 部/" + index + " — x");
      pass(1);
      if (index == 33) {
        assertFrame("many-80");
      }
      assertTrue(
          display.frame().contains("◐ " + id)
              || display.frame().contains("◓ " + id)
              || display.frame().contains("◑ " + id)
              || display.frame().contains("◒ " + id));
      assertEquals(printed, display.lines().subList(0, printed.size()));
      show("subtask_completed", Map.of("subtask_id", id, "duration", 1));
    }
    screen.close();
    assertEquals(printed, display.lines());
  }

  @Test
  void aResizeLeavesNothingBehindAndLosesNothing() throws Exception {
    open(120, 30);
    plan(DESCRIPTIONS);
    var printed = new ArrayList<>(List.of("Plan: 5 subtasks"));
    show("subtask_started", Map.of("subtask_id", "s2", "attempt", 1));
    int line = 0;
    for (int columns : List.of(50, 100, 40, 41, 200, 60, 120, 45, 46, 47, 80)) {
      token("s2", ++line, "これは流れているテキストです " + line + " ");
      pass(1);
      resize(columns, 30);
      var text = "line " + line + " 行".repeat(30);
      screen.printLine(text);
      printed.add(text);
      assertEquals(printed, display.lines().subList(0, printed.size()), "at " + columns);
      // The rows of the plan and the totals; none twice.
      assertEquals(printed.size() + 6, display.lines().size(), display.frame());
    }
    screen.close();
    assertEquals(printed, display.lines());
  }

  @Test
  void aWindowThatBecomesLowerLosesNoLine() throws Exception {
    open(80, 30);
    plan(DESCRIPTIONS);
    var printed = new ArrayList<>(List.of("Plan: 5 subtasks"));
    for (int rows : List.of(12, 30, 14, 24)) {
      resize(80, rows);
      screen.printLine("at " + rows);
      printed.add("at " + rows);
    }
    screen.close();
    assertEquals(printed, display.lines());
  }

  @Test
  void somethingChangesEverySecondWhileNothingArrives() throws Exception {
    open(80, 24);
    show("task_planning", Map.of("round", 1));
    refresh();
    for (int second = 0; second < 5; second++) {
      var before = display.frame();
      pass(1);
      assertTrue(!before.equals(display.frame()), before);
    }
    plan(DESCRIPTIONS);
    show("subtask_started", Map.of("subtask_id", "s2", "attempt", 1));
    token("s2", 1, "Hello");
    pass(41);
    assertTrue(display.frame().contains("Hello  no answer for 41 s"), display.frame());
  }

  @Test
  void keysPressedBeforeAQuestionAreNoAnswer() throws Exception {
    open(80, 24);
    terminal.processInputBytes("y\r".getBytes(StandardCharsets.UTF_8));
    var answer = answer("n");
    terminal.processInputBytes("\r".getBytes(StandardCharsets.UTF_8));
    assertEquals(Optional.of("n"), answer.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aWaitGoesOnShowingItsTimeAfterTheAnnouncedAttempt() throws Exception {
    open(100, 24);
    plan(List.of("Look around"));
    show("subtask_started", Map.of("subtask_id", "s1", "attempt", 1));
    for (var attempt = 1; attempt <= 2; attempt++) {
      show(
          "model_waiting",
          Map.of(
              "subtask_id",
              "s1",
              "model",
              "gpt",
              "reason",
              "It refused the connection.",
              "attempt",
              attempt,
              "retry_at",
              "" + now.plusSeconds(5)));
      assertTrue(display.frame().contains("next in 5 s"), display.frame());
      pass(30);
    }
    assertTrue(display.frame().contains("refused the connection.  60 s"), display.frame());
  }

  @Test
  void aQuestionEndsWhenItIsAnsweredElsewhere() throws Exception {
    open(80, 24);
    assertEquals(Optional.empty(), screen.readLine("Allow?", () -> false));
    assertTrue(!display.frame().contains("Allow?"), display.frame());
  }
}
