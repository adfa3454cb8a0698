package dev.loom.tools.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.ToolHarness;
import dev.loom.tools.change.ChangeLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WriteLocksTest {
  @TempDir private Path root;
  @TempDir private Path other;
  @TempDir private Path home;

  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch started = new CountDownLatch(1);

  /// May change files, and runs until the test releases it.
  private final Tool blocking =
      new FakeTool(
          "blocking",
          (arguments, context) -> {
            started.countDown();
            release.await();
            return ToolResult.ok("released");
          });

  private record ReadingTool() implements Tool {
    @Override
    public ToolDescriptor descriptor() {
      return ToolDescriptor.of("reading", "Reads.", FakeTool.ANYTHING);
    }

    @Override
    public List<ToolEffect> effects(Arguments arguments) {
      return List.of(
          new ToolEffect.ReadsPath("f"),
          new ToolEffect.ReachesNetwork("https://example.org"),
          new ToolEffect.ChangesData("a row"));
    }

    @Override
    public ToolResult execute(Arguments arguments, ToolContext context) {
      return ToolResult.ok("read");
    }
  }

  private ToolHost host(boolean concurrentWrites, Tool... tools) {
    var config =
        new ToolsConfig(
            2,
            1_000,
            5,
            8 << 20,
            256 << 20,
            20_000,
            30,
            concurrentWrites,
            ToolsConfig.Processes.defaults(),
            List.of());
    return new ToolHost(
        ToolHarness.shared(config, new ChangeLog(config, home)), List.of(), List.of(tools));
  }

  private static RunTool call(String task, String tool, Path workspace) throws IOException {
    var step = new StepId("s.1.1.1");
    return new RunTool(
        OperationId.forTask(new TaskId(task), step.value()),
        new TaskId(task),
        new SubtaskId("s"),
        step,
        workspace.toRealPath().toString(),
        tool,
        Map.of(),
        false,
        false);
  }

  /// A call on a thread of its own.
  private record Running(Thread thread, FutureTask<ToolResult> result) {
    /// Returns once the call waits for another one.
    Running awaitWaiting() {
      for (var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
          thread.getState() != Thread.State.TIMED_WAITING; ) {
        assertTrue(System.nanoTime() < end && thread.isAlive(), "the call does not wait");
        Thread.onSpinWait();
      }
      return this;
    }
  }

  private static Running start(ToolHost host, RunTool call) {
    var result = new FutureTask<>(() -> host.run(call).result());
    return new Running(Thread.ofPlatform().daemon().start(result), result);
  }

  @Test
  void writingCallsOfAllTasksInAWorkspaceRunOneAfterAnotherInTheOrderOfArrival() throws Exception {
    var order = Collections.synchronizedList(new ArrayList<String>());
    var writing =
        new FakeTool(
            "writing",
            (arguments, context) -> {
              order.add("begin " + context.taskId());
              Thread.yield();
              order.add("end " + context.taskId());
              return ToolResult.ok("");
            });
    var host = host(false, blocking, writing);
    var first = start(host, call("t0", "blocking", root));
    started.await();
    var expected = new ArrayList<String>();
    var waiting = new ArrayList<Running>();
    for (var i = 1; i <= 5; i++) {
      waiting.add(start(host, call("t" + i, "writing", root)).awaitWaiting());
      expected.addAll(List.of("begin t" + i, "end t" + i));
    }
    assertEquals(List.of(), order);
    release.countDown();
    for (var call : waiting) {
      assertTrue(call.result().get().success());
    }
    assertTrue(first.result().get().success());
    assertEquals(expected, order);
  }

  @Test
  void readingCallsAndOtherWorkspacesDoNotWaitAndWaitingCallsTakeNoSlot() throws Exception {
    var host = host(false, blocking, new ReadingTool(), new FakeTool("writing", FakeTool.OK));
    start(host, call("t0", "blocking", root));
    started.await();
    start(host, call("t1", "writing", root)).awaitWaiting();
    start(host, call("t2", "writing", root)).awaitWaiting();
    assertEquals(ToolResult.ok("read"), host.run(call("t3", "reading", root)).result());
    assertEquals(ToolResult.ok("done"), host.run(call("t4", "writing", other)).result());
    release.countDown();
  }

  @Test
  void theTimeLimitOfACallDoesNotRunWhileItWaits() throws Exception {
    var limit = Duration.ofSeconds(1);
    var impatient = new FakeTool("impatient", FakeTool.ANYTHING, limit, FakeTool.OK);
    var host = host(false, blocking, impatient);
    start(host, call("t0", "blocking", root));
    started.await();
    var waiting = start(host, call("t1", "impatient", root)).awaitWaiting();
    assertThrows(
        TimeoutException.class,
        () -> waiting.result().get(2 * limit.toMillis(), TimeUnit.MILLISECONDS));
    release.countDown();
    assertEquals(ToolResult.ok("done"), waiting.result().get());
  }

  @Test
  void aWaitingCallCanBeCancelledAndTheNextOneRuns() throws Exception {
    var host = host(false, blocking, new FakeTool("writing", FakeTool.OK));
    start(host, call("t0", "blocking", root));
    started.await();
    var cancelled = start(host, call("t1", "writing", root)).awaitWaiting();
    var next = start(host, call("t2", "writing", root)).awaitWaiting();
    cancelled.thread().interrupt();
    var failure = assertThrows(Exception.class, () -> cancelled.result().get());
    assertEquals(InterruptedException.class, failure.getCause().getClass());
    release.countDown();
    assertEquals(ToolResult.ok("done"), next.result().get());
  }

  @Test
  void aCallThatWaitsTooLongFailsInWordsAndLeavesTheLockToOthers() throws Exception {
    var writeLocks = new WriteLocks(Duration.ofMillis(50));
    var held = writeLocks.acquire(call("t0", "x", root));
    var failure =
        assertThrows(
            WriteLocks.WaitedTooLongException.class,
            () -> writeLocks.acquire(call("t1", "x", root)));
    assertTrue(failure.getMessage().startsWith("Other calls have been changing files"));
    held.close();
    writeLocks.acquire(call("t2", "x", root)).close();
  }

  @Test
  void writingCallsRunAtTheSameTimeIfTheConfigurationAllowsIt() throws Exception {
    var together = new CyclicBarrier(2);
    var meeting =
        new FakeTool(
            "meeting",
            (arguments, context) -> {
              together.await(20, TimeUnit.SECONDS);
              return ToolResult.ok("met");
            });
    var host = host(true, meeting);
    var first = start(host, call("t1", "meeting", root));
    assertEquals(ToolResult.ok("met"), host.run(call("t2", "meeting", root)).result());
    assertEquals(ToolResult.ok("met"), first.result().get());
  }

  @Test
  void aClosedHostStartsNoWaitingCall() throws Exception {
    var host = host(false, blocking, new FakeTool("writing", FakeTool.OK));
    start(host, call("t0", "blocking", root));
    started.await();
    var waiting = start(host, call("t1", "writing", root)).awaitWaiting();
    host.close();
    var failure = assertThrows(Exception.class, () -> waiting.result().get());
    assertEquals(InterruptedException.class, failure.getCause().getClass());
  }
}
