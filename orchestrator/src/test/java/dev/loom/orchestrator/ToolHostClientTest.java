package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.id.ToolHostId;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolCatalogue.ToolInfo;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ToolHostClientTest {
  private static final TaskId TASK = new TaskId("t1");
  private static final StepId STEP = new StepId("s1.1.1");
  private static final ToolHostId A = new ToolHostId("a");
  private static final ToolHostId B = new ToolHostId("b");

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.on(vertx);

  private final ToolHostClient client =
      new ToolHostClient(
          bus,
          new ToolCatalogue(List.of(tool("own"), tool("a1").at(A, "a"), tool("b1").at(B, "b"))));

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static ToolInfo tool(String name) {
    var descriptor = ToolDescriptor.of(name, "Works.", Map.of("type", "object"));
    return ToolInfo.of(descriptor, ToolInfo.BUILTIN, CrashPolicy.NEVER, 1_000);
  }

  private <Q extends Record, R extends Record> void handle(
      Address<Q, R> address, Bus.RequestHandler<Q, R> handler) {
    bus.handleBlocking(address, new ConcurrencyLimit(10, 10), Bus.ThreadKind.VIRTUAL, handler)
        .await();
  }

  /// Answers with the name of the host and of the tool as a path.
  private static DescribeEffects.Described describe(String host, DescribeEffects request) {
    return new DescribeEffects.Described(
        request.calls().stream().map(call -> reads(host + "/" + call.name())).toList());
  }

  private static List<ToolEffect> reads(String path) {
    return List.of(new ToolEffect.ReadsPath(path));
  }

  private List<List<ToolEffect>> describe(String... tools) {
    var calls = Stream.of(tools).map(name -> new ToolCall(name, name, Map.of())).toList();
    return client.describe(TASK, STEP, "/w", calls).await();
  }

  @Test
  void eachHostDescribesItsCallsAndTheOrderIsThatOfTheTurn() {
    handle(Addresses.TOOL_EFFECTS, request -> describe("engine", request));
    handle(Addresses.TOOL_EFFECTS.at(A), request -> describe("a", request));
    handle(Addresses.TOOL_EFFECTS.at(B), request -> describe("b", request));
    assertEquals(
        List.of(reads("b/b1"), reads("engine/own"), reads("a/a1"), reads("b/b1")),
        describe("b1", "own", "a1", "b1"));
  }

  @Test
  void effectsThatAHostDoesNotDescribeAreUnknown() {
    handle(Addresses.TOOL_EFFECTS.at(A), request -> new DescribeEffects.Described(List.of()));
    List<ToolEffect> unknown = List.of(new ToolEffect.Unknown());
    assertEquals(List.of(unknown, unknown, unknown), describe("a1", "b1", "own"));
  }

  @Test
  void aCallRunsAtTheHostOfItsToolAndFailsAsWithdrawnOnceTheHostHasStopped() {
    var outcome = new RunTool.Outcome(ToolResult.ok("from a"), 5);
    handle(Addresses.TOOL_RUN.at(A), request -> outcome);
    assertEquals(outcome, client.run(call("a1")).await());
    var failed = client.run(call("b1")).await().result();
    assertEquals("tool_withdrawn", failed.errorCode());
    assertEquals("The tool 'b1' is no longer available: its host has stopped.", failed.error());
    assertEquals("tool_host_failed", client.run(call("own")).await().result().errorCode());
  }

  private static RunTool call(String tool) {
    return new RunTool(
        OperationId.forTask(TASK, STEP.value()),
        TASK,
        new SubtaskId("s1"),
        STEP,
        "/w",
        tool,
        Map.of(),
        false,
        false);
  }
}
