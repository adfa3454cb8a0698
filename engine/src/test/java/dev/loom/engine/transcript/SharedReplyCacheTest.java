package dev.loom.engine.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SharedReplyCacheTest {
  private static final Set<PatternType> PLANNING =
      Set.of(PatternType.SUBTASK_SUCCESS, PatternType.RETRY_PATTERN, PatternType.TASK_TEMPLATE);
  private final SharedReplyCache context = new SharedReplyCache();

  private static ProcessDefinition process(String name, String description) {
    var guided = ProcessDefinition.PhaseMode.GUIDED;
    return new ProcessDefinition(
        name, "1.0", description, "", guided, List.of(), List.of(), "", List.of(), List.of());
  }

  private static TaskSpec spec(String process) {
    return new TaskSpec(
        "Do it",
        "/w",
        Map.of(),
        ApprovalMode.AUTO,
        Optional.empty(),
        Optional.of(process),
        Map.of(),
        Priority.NORMAL,
        Budget.NONE,
        false);
  }

  private static LearnedPattern pattern(long id, PatternType type, String goal) {
    return new LearnedPattern(id, type, "k" + id, Map.of("goal", goal), 1, Instant.EPOCH);
  }

  private static CompleteModel planner(String prompt) {
    var messages = List.<Message>of(new Message.User(prompt));
    var task = new TaskId("t1");
    return new CompleteModel(
        OperationId.forTask(task, "plan"),
        task,
        Optional.empty(),
        1,
        Set.of(),
        new ModelRequest(ModelRole.PLANNER, messages, List.of(), Optional.empty()),
        List.of());
  }

  @Test
  void aNewRecordingStartsWithTheToolsAndItsProcess() {
    context.tools(new ToolCatalogue(List.of()));
    context.onReply(new LoadProcess("a", "/w"), new LoadProcess.Loaded(process("a", "old")));
    context.onReply(new LoadProcess("a", "/w"), new LoadProcess.Loaded(process("a", "new")));
    context.onReply(new LoadProcess("b", "/w"), new LoadProcess.Loaded(process("b", "other")));
    assertEquals(
        List.of(
            new TranscriptEntry.AvailableTools(List.of()),
            new TranscriptEntry.FollowedProcess(process("a", "new"))),
        context.entriesFor(spec("a")));
  }

  @Test
  void anUnknownProcessIsOmitted() {
    assertEquals(List.of(), context.entriesFor(spec("a")));
  }

  @Test
  void onlyTheTaskTemplatesShownToThePlannerAreRecorded() {
    var success = pattern(1, PatternType.SUBTASK_SUCCESS, "any");
    var shown = pattern(2, PatternType.TASK_TEMPLATE, "Fix \"it\"");
    var hidden = pattern(3, PatternType.TASK_TEMPLATE, "Paint it");
    context.onReply(
        new ListPatterns(PLANNING, 100), new ListPatterns.Found(List.of(success, shown, hidden)));
    assertEquals(
        Optional.of(new TranscriptEntry.KnownPatterns(List.of(success, shown))),
        context.learnedPatterns(planner("Plans that worked: {\"goal\":\"Fix \\\"it\\\"\"}")));
  }

  @Test
  void patternsOfOtherRequestsAreIgnored() {
    context.onReply(
        new ListPatterns(Set.of(PatternType.BEHAVIORAL_GAP), 100),
        new ListPatterns.Found(List.of(pattern(1, PatternType.BEHAVIORAL_GAP, "any"))));
    assertEquals(Optional.empty(), context.learnedPatterns(planner("any")));
  }
}
