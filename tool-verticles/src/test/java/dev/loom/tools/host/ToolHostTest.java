package dev.loom.tools.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.config.CallLimits;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.ToolHarness;
import dev.loom.tools.change.ChangeLog;
import dev.loom.tools.shell.ShellExecuteTool;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ToolHostTest {
  @TempDir private Path root;

  @TempDir private Path home;

  private ToolHost host(Tool... tools) {
    var config =
        new ToolsConfig(
            4,
            1_000,
            5,
            8 << 20,
            256 << 20,
            20_000,
            30,
            false,
            ToolsConfig.Processes.defaults(),
            List.of());
    return new ToolHost(
        ToolHarness.shared(config, new ChangeLog(config, home)), List.of(), List.of(tools));
  }

  private RunTool call(String tool, Map<String, Object> arguments) throws IOException {
    return call(tool, arguments, root.toRealPath().toString());
  }

  private static RunTool call(String tool, Map<String, Object> arguments, String workspace) {
    var task = new TaskId("t");
    var step = new StepId("s.1.1.1");
    return new RunTool(
        OperationId.forTask(task, step.value()),
        task,
        new SubtaskId("s"),
        step,
        workspace,
        tool,
        arguments,
        false,
        true);
  }

  private ToolResult run(Tool tool) throws IOException, InterruptedException {
    return host(tool).run(call(tool.descriptor().name(), Map.of())).result();
  }

  @Test
  void aToolReceivesTheIdsOfItsCall() throws Exception {
    var tool =
        new FakeTool(
            "ids",
            (arguments, context) -> {
              assertTrue(context.repeated());
              assertTrue(context.remainingTime().compareTo(Duration.ofSeconds(20)) <= 0);
              return ToolResult.ok(
                  context.taskId() + " " + context.subtaskId() + " " + context.stepId());
            });
    assertEquals(ToolResult.ok("t s s.1.1.1"), run(tool));
  }

  @Test
  void anUnknownToolFailsWithNameSuggestions() throws Exception {
    var host =
        host(new FakeTool("read_file", FakeTool.OK), new FakeTool("calculator", FakeTool.OK));
    assertEquals(
        ToolResult.fail("Unknown tool: readfile. Did you mean read_file, calculator?"),
        host.run(call("readfile", Map.of())).result());
    assertTrue(host.run(call("x".repeat(100_000), Map.of())).result().error().length() < 500);
  }

  @Test
  void anUnusableWorkspaceFailsTheCall() throws Exception {
    var host = host(new FakeTool("some", FakeTool.OK));
    assertEquals(
        ToolResult.fail("Workspace does not exist: " + root + "/no"),
        host.run(call("some", Map.of(), root + "/no")).result());
    assertEquals(
        ToolResult.fail("No workspace set"), host.run(call("some", Map.of(), "")).result());
    assertEquals(
        ToolResult.fail("Workspace path must be absolute: some/where"),
        host.run(call("some", Map.of(), "some/where")).result());
    assertFalse(host.run(call("some", Map.of(), "/a\0b")).result().success());
  }

  @Test
  void outputIsTruncatedInTheMiddleWithAMarker() throws Exception {
    var result = run(new FakeTool("long", (a, c) -> ToolResult.ok("a".repeat(5_000))));
    assertEquals(
        "a".repeat(500) + "\n... [4000 characters left out] ...\n" + "a".repeat(500),
        result.output());
    assertEquals(Map.of(ToolResult.OMITTED_CHARS, 4_000), result.data());
    var error = run(new FakeTool("long", (a, c) -> ToolResult.fail("e".repeat(5_000)))).error();
    assertTrue(error.contains("4000 characters left out"));
  }

  @Test
  void anExceptionIsAFailureWithItsMessageAndNoClassName() throws Exception {
    assertEquals(ToolResult.fail("no luck"), run(failing(new IOException("no luck"))));
    assertEquals(ToolResult.fail("bad"), run(failing(new IllegalStateException("bad"))));
    assertEquals(
        ToolResult.fail("permission_denied", "Permission denied: secret"),
        run(failing(new AccessDeniedException("secret"))));
    assertEquals(
        ToolResult.fail("The tool failed with an internal error (NullPointerException)"),
        run(failing(new NullPointerException())));
    assertEquals(
        ToolResult.fail("Tool 'nothing' returned no result"),
        run(new FakeTool("nothing", (a, c) -> null)));
  }

  private static FakeTool failing(Exception failure) {
    return new FakeTool(
        "failing",
        (arguments, context) -> {
          throw failure;
        });
  }

  @Test
  void errorsOfAPluginAreFailuresOfTheCall() throws Exception {
    assertEquals(
        ToolResult.fail("The tool exceeded the stack depth"),
        run(
            new FakeTool(
                "deep",
                (a, c) -> {
                  throw new StackOverflowError();
                })));
    assertFalse(
        run(new FakeTool(
                "old",
                (a, c) -> {
                  throw new NoSuchMethodError("gone.Class.method()");
                }))
            .success());
  }

  @Test
  void aSlowToolIsInterruptedAndTheNextCallIsNot() throws Exception {
    var slow =
        new FakeTool(
            "slow",
            FakeTool.ANYTHING,
            Duration.ofMillis(50),
            (a, c) -> {
              Thread.sleep(Duration.ofSeconds(25));
              return ToolResult.ok("");
            });
    var host = host(slow, new FakeTool("next", FakeTool.OK));
    assertEquals(
        ToolResult.fail("timeout", "Tool 'slow' timed out after 1s"),
        host.run(call("slow", Map.of())).result());
    assertFalse(Thread.currentThread().isInterrupted());
    assertEquals(ToolResult.ok("done"), host.run(call("next", Map.of())).result());
  }

  @ParameterizedTest
  @ValueSource(strings = {"interrupted", "failed", "returned"})
  void theOutputOfProcessesThatRanOutOfTimeIsKept(String end) throws Exception {
    var slow =
        new FakeTool(
            "slow",
            FakeTool.ANYTHING,
            Duration.ofSeconds(1),
            (a, c) -> {
              try {
                c.processRunner()
                    .run(List.of("sh", "-c", "echo out; echo err >&2; sleep 25"), Map.of());
              } catch (InterruptedException exception) {
                switch (end) {
                  case "interrupted" -> throw exception;
                  case "failed" -> throw new IOException("failed");
                  default -> {}
                }
              }
              return ToolResult.fail("returned");
            });
    assertEquals(
        ToolResult.fail("timeout", "Tool 'slow' timed out after 1s").withOutput("out\nerr\n"),
        run(slow));
  }

  /// Reported as anomalyco/opencode#45881 and #47350, langchain-ai/deepagents#6349 (half of a
  /// character), earendil-works/pi#9460 (descendants that ignore signals) and
  /// coddy-project/coddy-agent#88. `~` stands for a line break.
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '"',
      textBlock =
          """
          echo one; sleep 25                                                    ¦ one~
          printf 'ok \\344\\275'; sleep 25                                      ¦ ok �
          setsid sleep 25 & echo two; sleep 25                                  ¦ two~
          (trap '' TERM INT HUP; sleep 25) & trap '' TERM; echo three; sleep 25 ¦ three~
          printf 'no line end'; sleep 25                                        ¦ no line end
          sh -c 'echo four; sleep 25' | cat                                     ¦ four~
          """)
  void theOutputOfACommandThatRanOutOfTimeIsKept(String command, String output) throws Exception {
    var shell = new ShellExecuteTool(Duration.ofSeconds(1));
    var result = host(shell).run(call("shell_execute", Map.of("command", command))).result();
    assertEquals("Tool 'shell_execute' timed out after 1s", result.error());
    assertEquals(output.replace('~', '\n'), result.output());
  }

  @Test
  void theLimitsOfATaskReplaceThoseOfTheHost() throws Exception {
    var host = host(new ShellExecuteTool(Duration.ofSeconds(20)));
    var text = Map.<String, Object>of("command", "head -c 1400 /dev/zero | tr '\\0' x");
    assertTrue(host.run(call("shell_execute", text)).result().output().length() < 1_100);
    var wide = limited(call("shell_execute", text), new CallLimits(20, 2_000));
    assertEquals(1_400, host.run(wide).result().output().length());
    var slow = call("shell_execute", Map.of("command", "sleep 25"));
    assertEquals(
        "Tool 'shell_execute' timed out after 1s",
        host.run(limited(slow, new CallLimits(1, 2_000))).result().error());
  }

  private static RunTool limited(RunTool call, CallLimits limits) {
    return new RunTool(
        call.operationId(),
        call.taskId(),
        call.subtaskId(),
        call.stepId(),
        call.workspace(),
        call.tool(),
        call.arguments(),
        call.approved(),
        call.repeated(),
        Optional.of(limits));
  }

  @Test
  void aToolThatConvertsItsInterruptToAFailureHasTimedOut() throws Exception {
    var slow =
        new FakeTool(
            "slow",
            FakeTool.ANYTHING,
            Duration.ofMillis(50),
            (a, c) -> {
              try {
                Thread.sleep(Duration.ofSeconds(25));
              } catch (InterruptedException swallowed) {
                return ToolResult.fail("swallowed");
              }
              return ToolResult.ok("");
            });
    assertEquals(ToolResult.fail("timeout", "Tool 'slow' timed out after 1s"), run(slow));
  }

  @Test
  void processesOfATimedOutCallAreDead() throws Exception {
    var pid = new AtomicReference<String>();
    var slow =
        new FakeTool(
            "slow",
            FakeTool.ANYTHING,
            Duration.ofSeconds(3),
            (a, c) -> {
              c.processRunner().run(List.of("sh", "-c", "echo $$ > pid; sleep 60"), Map.of());
              return ToolResult.ok("");
            });
    assertTrue(run(slow).error().contains("timed out"));
    pid.set(Files.readString(root.resolve("pid")).strip());
    var handle = ProcessHandle.of(Long.parseLong(pid.get()));
    assertTrue(handle.isEmpty() || !handle.get().isAlive());
  }

  @ParameterizedTest
  @ValueSource(strings = {"passes", "wraps", "fails", "closes"})
  void anInterruptedCallHasNoOutcome(String how) throws Exception {
    var running = new CountDownLatch(1);
    var tool =
        new FakeTool(
            "waiting",
            (a, c) -> {
              running.countDown();
              try {
                Thread.sleep(Duration.ofSeconds(25));
              } catch (InterruptedException stopped) {
                if (how.equals("passes")) {
                  throw stopped;
                }
                if (how.equals("closes")) {
                  throw new ClosedByInterruptException();
                }
                Thread.currentThread().interrupt();
                if (how.equals("wraps")) {
                  throw new IllegalStateException(stopped);
                }
              }
              return ToolResult.fail("stopped");
            });
    var ended = new AtomicReference<Object>();
    var host = host(tool);
    var request = call("waiting", Map.of());
    var thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    ended.set(host.run(request));
                  } catch (InterruptedException stopped) {
                    ended.set(stopped);
                  }
                });
    running.await();
    thread.interrupt();
    thread.join();
    assertTrue(ended.get() instanceof InterruptedException, String.valueOf(ended.get()));
  }

  @Test
  void closingTheHostInterruptsRunningCalls() throws Exception {
    var running = new CountDownLatch(1);
    var host =
        host(
            new FakeTool(
                "waiting",
                (a, c) -> {
                  running.countDown();
                  Thread.sleep(Duration.ofSeconds(25));
                  return ToolResult.ok("");
                }));
    var request = call("waiting", Map.of());
    var thread =
        Thread.ofPlatform()
            .start(() -> assertThrows(InterruptedException.class, () -> host.run(request)));
    running.await();
    host.close();
    assertTrue(thread.join(Duration.ofSeconds(1)));
  }

  @Test
  void argumentsThatViolateThePluginsSchemaAreRejected() throws Exception {
    var schema =
        Map.<String, Object>of(
            "type",
            "object",
            "properties",
            Map.of(
                "size", Map.of("type", "integer", "minimum", 1),
                "code", Map.of("type", "string", "pattern", "^(a*)*b$"),
                "kind", Map.of("enum", List.of("x", "y"))));
    var host = host(new FakeTool("some", schema, Duration.ofSeconds(20), FakeTool.OK));
    assertTrue(host.run(call("some", Map.of("size", 0))).result().error().contains("'size'"));
    assertTrue(host.run(call("some", Map.of("kind", "z"))).result().error().contains("'kind'"));
    var code = Map.<String, Object>of("code", "a".repeat(50_000));
    assertTrue(host.run(call("some", code)).result().error().contains("'code'"));
    assertTrue(host.run(call("some", Map.of("size", 1, "code", "aab"))).result().success());
  }

  @Test
  void aRepeatedCallIsExecutedOnlyWhenTheToolFindsItNotCompleted() throws Exception {
    var completed = new AtomicReference<>(Optional.of(ToolResult.ok("it had happened")));
    var tool =
        new Tool() {
          @Override
          public ToolDescriptor descriptor() {
            return ToolDescriptor.of(
                "verifying", "Knows whether a call completed.", FakeTool.ANYTHING);
          }

          @Override
          public CrashPolicy onCrash() {
            return CrashPolicy.VERIFY;
          }

          @Override
          public Optional<ToolResult> findCompleted(Arguments arguments, ToolContext context) {
            return completed.get();
          }

          @Override
          public ToolResult execute(Arguments arguments, ToolContext context) {
            return ToolResult.ok("ran");
          }
        };
    assertEquals(ToolResult.ok("it had happened"), run(tool));
    completed.set(Optional.empty());
    assertEquals(ToolResult.ok("ran"), run(tool));
  }

  @Test
  void theDataOfAPluginIsItsOutputIfItReturnsNothingElse() throws Exception {
    var data = Map.<String, Object>of("words", 3);
    assertEquals(
        "{\"words\":3}",
        run(new FakeTool("some", (a, c) -> ToolResult.ok("").withData(data))).output());
    assertEquals(
        "3 words",
        run(new FakeTool("some", (a, c) -> ToolResult.ok("3 words").withData(data))).output());
    assertEquals(
        "", run(new FakeTool("some", (a, c) -> ToolResult.fail("no").withData(data))).output());
  }

  @Test
  void theEffectsOfACallThatItsToolRejectsOrDoesNotKnowAreUnknown() throws Exception {
    var throwing =
        new Tool() {
          @Override
          public ToolDescriptor descriptor() {
            return ToolDescriptor.of("some", "Declares nothing.", FakeTool.ANYTHING);
          }

          @Override
          public List<ToolEffect> effects(Arguments arguments) {
            return List.of(new ToolEffect.ReadsPath(arguments.text("path")));
          }

          @Override
          public ToolResult execute(Arguments arguments, ToolContext context) {
            return ToolResult.ok("");
          }
        };
    var calls =
        List.of(
            new ToolCall("c1", "some", Map.of("path", "a")),
            new ToolCall("c2", "some", Map.of("path", 1)),
            new ToolCall("c3", "other", Map.of("path", "a")),
            new ToolCall("c4", "some", Map.of("path", "a"), "{"));
    var unknown = List.<ToolEffect>of(new ToolEffect.Unknown());
    assertEquals(
        List.of(List.of(new ToolEffect.ReadsPath("a")), unknown, unknown, unknown),
        host(throwing)
            .describeEffects(
                new DescribeEffects(TaskId.random(), new StepId("s.1.1"), root.toString(), calls))
            .effects());
  }
}
