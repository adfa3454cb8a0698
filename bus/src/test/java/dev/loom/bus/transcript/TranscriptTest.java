package dev.loom.bus.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.task.WorkspaceChanges;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.contracts.transcript.TranscriptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranscriptTest {
  private static final SubtaskId A = new SubtaskId("a");
  private static final TranscriptEntry.Header HEADER =
      new TranscriptEntry.Header(TranscriptEntry.Header.VERSION, "0.1.0", Instant.EPOCH);

  /// One entry of each kind, with values whose JSON form could be ambiguous.
  private static final List<TranscriptEntry> ENTRIES =
      List.of(
          new TranscriptEntry.TaskInput(
              TaskSpec.create("the goal", "/w"),
              ExecutionConfig.defaults(),
              VerificationConfig.defaults()),
          new TranscriptEntry.AvailableTools(List.of()),
          new TranscriptEntry.KnownPatterns(List.of()),
          call("look", 1, Map.of("listing", "a.txt\nb.txt"), Optional.empty()),
          new TranscriptEntry.ModelCall(
              "a.1.1",
              ModelRole.EXECUTOR,
              Optional.of(A),
              1,
              new TranscriptEntry.ExchangeOrder(3, 4),
              1,
              List.of(
                  new Message.User("say \"hello\"\nand more"),
                  new Message.ToolOutput("c", "t", "out", true)),
              Optional.of(
                  new CompleteModel.Completion(
                      "big",
                      new ModelResponse(
                          "hello",
                          "hm",
                          List.of(new ToolCall("c", "t", Map.of("n", 1, "list", List.of("x")))),
                          new TokenUsage(5, 2),
                          "m",
                          ModelResponse.StopReason.DONE),
                      0.25,
                      List.of())),
              Optional.empty()),
          call("effects", 13, Map.of("step", "a.1.1", "effects", List.of()), Optional.empty()),
          call(
              "tool",
              5,
              Map.of("step", "a.1.1.1", "arguments", Map.of("n", 1), "outcome", Map.of()),
              Optional.empty()),
          call("read", 7, Map.of("path", "f", "bytes_max", 10), Optional.empty()),
          call(
              "differences",
              9,
              Map.of("subtask_id", "a"),
              Optional.of(ServiceException.failed("gone", true).error())),
          new TranscriptEntry.ReceivedInput(
              new TranscriptEntry.ExchangeOrder(11, 12),
              7,
              new TaskCommand.ResolveApproval(A, true, "yes", Optional.empty()),
              Optional.empty()),
          new TranscriptEntry.ReceivedInput(
              new TranscriptEntry.ExchangeOrder(13, 0),
              7,
              new TaskCommand.Answer("q", "raise", OptionalDouble.of(5)),
              Optional.empty()),
          new TranscriptEntry.ReceivedInput(
              new TranscriptEntry.ExchangeOrder(14, 15),
              8,
              new TaskCommand.Steer("left"),
              Optional.empty()),
          new TranscriptEntry.ReceivedInput(
              new TranscriptEntry.ExchangeOrder(16, 17),
              9,
              new TaskCommand.Pause(""),
              Optional.empty()),
          new TranscriptEntry.ReceivedInput(
              new TranscriptEntry.ExchangeOrder(18, 19),
              9,
              new TaskCommand.Resume(),
              Optional.empty()),
          new TranscriptEntry.ReceivedInput(
              new TranscriptEntry.ExchangeOrder(20, 0),
              9,
              new TaskCommand.Cancel("enough"),
              Optional.empty()),
          new TranscriptEntry.AcceptedPlan(
              new Plan(1, List.of(Subtask.create(A, "do it", List.of()))), false),
          new TranscriptEntry.Verification(
              A, 1, new Verdict(Verdict.Outcome.VERIFIED, 2, 0.9, "good", List.of())),
          new TranscriptEntry.TaskEnd(
              TaskStatus.COMPLETED,
              "done",
              "",
              new ModelUsage(5, 2, 0, 0.25),
              WorkspaceChanges.NONE));

  private static TranscriptEntry call(
      String service, long position, Map<String, Object> fields, Optional<ServiceError> refusal) {
    var order = new TranscriptEntry.ExchangeOrder(position, position + 1);
    return new TranscriptEntry.ServiceCall(service, fields, order, refusal);
  }

  @TempDir Path temp;

  private static String text(List<TranscriptEntry> entries) {
    return Transcript.toJson(HEADER)
        + "\n"
        + entries.stream()
            .map(entry -> Transcript.toJson(entry) + "\n")
            .collect(Collectors.joining());
  }

  @Test
  void everyKindOfEntryIsReadAsWritten() {
    var read = Transcript.parse("x", text(ENTRIES));
    assertEquals(HEADER, read.header());
    assertEquals(ENTRIES, read.entries());
    assertEquals("the goal", read.taskInput().spec().goal());
    assertEquals(TaskStatus.COMPLETED, read.taskEnd().orElseThrow().status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"word\":\"cancellation\",\"reason\":\"r\"|Cancel[reason=r]",
        "\"word\":\"steering\",\"instruction\":\"i\"|Steer[instruction=i]",
        "\"word\":\"pause\",\"reason\":\"r\"|Pause[reason=r]",
        "\"word\":\"resumption\"|Resume[]",
        "\"word\":\"approval\",\"subtask_id\":\"a\",\"approved\":true,\"reason\":\"r\""
            + "|ResolveApproval[subtaskId=a, approved=true, reason=r, actionHash=Optional.empty]",
        "\"word\":\"answer\",\"question_id\":\"q\",\"answer\":\"\",\"new_limit\":null"
            + "|Answer[questionId=q, answer=, newLimit=OptionalDouble.empty]",
      })
  void commandOfAnOlderRecordingIsRead(String said, String command) {
    var line =
        "{\"kind\":\"person\",\"order\":{\"asked\":1,\"answered\":2},\"after_events\":3,\"said\":{"
            + said
            + "}}\n";
    var entry =
        (TranscriptEntry.ReceivedInput)
            Transcript.parse("x", text(ENTRIES) + line).entries().getLast();
    assertEquals(command, entry.said().toString());
  }

  @Test
  void aServiceCallIsOneLineWithTheServiceAsItsKind() {
    var call = call("read", 7, Map.of("path", "f"), Optional.empty());
    assertEquals(
        "{\"kind\":\"read\",\"path\":\"f\",\"order\":{\"asked\":7,\"answered\":8},\"refusal\":null}",
        Transcript.toJson(call).toString());
  }

  @Test
  void thePaceOfAnOlderRecordingIsIgnored() {
    var line =
        "{\"kind\":\"model\",\"step\":\"a.1.1\",\"role\":\"executor\",\"tier\":1,\"order\":{\"asked\":1,"
            + "\"answered\":0},\"same_messages\":0,\"messages\":[],\"pace\":[{\"millis\":3,\"chars\":2}]}\n";
    assertEquals(ENTRIES.size() + 1, Transcript.parse("x", text(ENTRIES) + line).entries().size());
  }

  @Test
  void truncatedFileIsReadUpToItsLastCompleteLine() {
    var whole = text(ENTRIES);
    int first = whole.indexOf('\n') + 1;
    for (int end = first; end <= whole.length(); end++) {
      var cut = whole.substring(0, end);
      long lines = cut.chars().filter(each -> each == '\n').count();
      assertEquals(ENTRIES.subList(0, (int) lines - 1), Transcript.parse("x", cut).entries());
    }
  }

  @Test
  void malformedLineIsReportedWithItsNumber() {
    var broken = text(ENTRIES).replace("\"kind\":\"look\"", "\"kind\":\"glance\"");
    var failure =
        assertThrows(TranscriptException.class, () -> Transcript.parse("run.jsonl", broken));
    assertTrue(failure.getMessage().startsWith("run.jsonl, line 5: "), failure.getMessage());
  }

  @Test
  void lineWithAMissingComponentIsReportedByItsName() {
    var broken = text(ENTRIES).replace(",\"step\":\"a.1.1\"", "");
    var failure = assertThrows(TranscriptException.class, () -> Transcript.parse("x", broken));
    assertEquals(
        "x, line 6: not a transcript entry: ModelCall.step is missing", failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|no complete line",
        "no line's end|no complete line",
        "hello\\n|first line is not JSON",
        "{}\\n|first line is not a transcript header",
        "{\"kind\":\"transcript\",\"version\":2,\"later\":1}\\n|of version 2; this Loom"
      })
  void unsupportedTranscriptIsRejectedWithAHint(String text, String words) {
    var file = text.replace("\\n", "\n");
    var failure = assertThrows(TranscriptException.class, () -> Transcript.parse("x", file));
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
    assertTrue(failure.getMessage().contains("ecord"), failure.getMessage());
  }

  @Test
  void missingFileAndDirectoryAreRejectedByName() {
    for (var wrong : List.of(temp.resolve("nothing.jsonl"), temp)) {
      var failure = assertThrows(TranscriptException.class, () -> Transcript.read(wrong));
      assertTrue(failure.getMessage().contains(wrong.toString()), failure.getMessage());
    }
  }

  @Test
  void fileContentIsParsed() throws Exception {
    var file = Files.writeString(temp.resolve("run.jsonl"), text(ENTRIES));
    assertEquals(ENTRIES, Transcript.read(file).entries());
    Files.writeString(file, "\uFEFF" + text(ENTRIES));
    assertEquals(ENTRIES, Transcript.read(file).entries());
  }

  @Test
  void everyCommandHasANameForRecordings() {
    var named =
        Stream.of(TaskCommand.class.getAnnotation(JsonSubTypes.class).value())
            .map(JsonSubTypes.Type::value)
            .collect(Collectors.toSet());
    assertEquals(Set.of(TaskCommand.class.getPermittedSubclasses()), named);
  }
}
