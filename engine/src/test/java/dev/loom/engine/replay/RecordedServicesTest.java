package dev.loom.engine.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.json.Json;
import dev.loom.bus.transcript.Transcript;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.contracts.transcript.TranscriptEntry.ExchangeOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecordedServicesTest {
  private static final SubtaskId S1 = new SubtaskId("s1");

  private static RecordedServices services(TranscriptEntry... exchanges) {
    var entries = new ArrayList<TranscriptEntry>();
    entries.add(
        new TranscriptEntry.TaskInput(
            TaskSpec.create("Do it", "/w"),
            ExecutionConfig.defaults(),
            VerificationConfig.defaults()));
    entries.addAll(List.of(exchanges));
    var header = new TranscriptEntry.Header(1, "dev", Instant.EPOCH);
    return new RecordedServices(new Transcript("run", header, entries), new RecordedOrder());
  }

  private static TranscriptEntry execution(
      String step, Optional<RunTool.Outcome> outcome, Optional<ServiceError> error) {
    var fields = new HashMap<String, Object>(Map.of("step", step, "tool", "calculator"));
    outcome.ifPresent(value -> fields.put("outcome", value));
    return new TranscriptEntry.ServiceCall("tool", fields, new ExchangeOrder(1, 2), error);
  }

  private static RunTool request(String step) {
    var task = new TaskId("t1");
    return new RunTool(
        OperationId.forTask(task, step),
        task,
        S1,
        new StepId(step),
        "/w",
        "calculator",
        Map.of(),
        false,
        false);
  }

  @Test
  void aToolCallReturnsItsRecordedOutcomeOnce() throws Exception {
    var outcome = new RunTool.Outcome(ToolResult.ok("4"), 3);
    var services = services(execution("s1.1.1.1", Optional.of(outcome), Optional.empty()));
    assertEquals(outcome, services.runTool(request("s1.1.1.1")));
    assertThrows(ServiceException.class, () -> services.runTool(request("s1.1.1.1")));
    assertEquals(2, services.toolRuns().size());
  }

  @Test
  void aRecordedErrorIsThrownAgain() {
    var error = ServiceException.conflict("busy").error();
    var services = services(execution("s1.1.1.1", Optional.empty(), Optional.of(error)));
    var failure = assertThrows(ServiceException.class, () -> services.runTool(request("s1.1.1.1")));
    assertEquals(error, failure.error());
  }

  @Test
  void aMissingReplyNamesTheTranscriptAndTheStep() {
    var failure =
        assertThrows(ServiceException.class, () -> services().runTool(request("s1.1.1.9")));
    assertTrue(failure.getMessage().contains("The transcript run has no"), failure.getMessage());
    assertTrue(failure.getMessage().contains("s1.1.1.9"), failure.getMessage());
  }

  @Test
  void theLastWorkspaceListingIsReused() {
    var services =
        services(
            new TranscriptEntry.ServiceCall(
                "look", Map.of("listing", "a.txt"), new ExchangeOrder(1, 2), Optional.empty()));
    assertEquals("a.txt", services.inspect(new InspectWorkspace("/w", true)).listing());
    assertEquals("a.txt", services.inspect(new InspectWorkspace("/w", true)).listing());
    assertEquals("", services.inspect(new InspectWorkspace("/w", false)).listing());
  }

  @Test
  void anUnrecordedFileDoesNotExist() {
    assertFalse(services().read(new ReadWorkspaceFile("/w", "a.txt", 100)).exists());
  }

  @Test
  void theRecordedEffectsOfATurnAreReturned() {
    var effects = List.of(List.<ToolEffect>of(new ToolEffect.RunsCommand("make")));
    var described = new DescribeEffects.Described(effects);
    var fields = new HashMap<>(Json.toMap(Json.mapper().valueToTree(described)));
    fields.put("step", "s1.1.1");
    var services =
        services(
            new TranscriptEntry.ServiceCall(
                "effects", fields, new ExchangeOrder(1, 2), Optional.empty()));
    assertEquals(effects, describe(services, "shell_execute"));
  }

  @Test
  void withoutRecordedEffectsReadOnlyToolsReadAndOthersAreUnknown() {
    var reader = ToolDescriptor.of("look", "Looks.", Map.of("type", "object")).asReadOnly();
    var services =
        services(
            new TranscriptEntry.AvailableTools(
                List.of(ToolCatalogue.ToolInfo.of(reader, "", CrashPolicy.RETRY, 1))));
    assertEquals(List.of(List.of(new ToolEffect.ReadsPath("."))), describe(services, "look"));
    assertEquals(List.of(List.of(new ToolEffect.Unknown())), describe(services, "write_file"));
  }

  private static List<List<ToolEffect>> describe(RecordedServices services, String tool) {
    return services
        .describeEffects(
            new DescribeEffects(
                new TaskId("t1"),
                new StepId("s1.1.1"),
                "/w",
                List.of(new ToolCall("c1", tool, Map.of()))))
        .effects();
  }
}
