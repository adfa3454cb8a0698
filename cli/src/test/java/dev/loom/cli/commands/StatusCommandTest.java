package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StatusCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  private static final String TASK =
      """
      {"task_id":"t1","status":"waiting_approval","goal":"Clean up","retry_of":null,
       "workspace":"/w","created_at":"2026-01-02T03:04:05Z",
       "completed_at":"2026-01-02T03:07:10Z","progress":{"total_subtasks":3,"completed":1},
       "workspace_changes":{"files":[{"path":"a.txt","kind":"created"}]},
       "plan":{"subtasks":[{"id":"s1","status":"executing","description":"remove x"}]},
       "waiting_for":[{"kind":"approval","id":"s1.1.1.1","subtask_id":"s1","text":"Deletes x.",
         "proposed_action":"rm -rf x","action_hash":"0123456789abcdef","options":[],
         "expires_at":"soon"}],
       "instructions":["Keep y"],"usage":{"input_tokens":1000,"output_tokens":5,"cost_usd":0.25},
       "budget":{"max_tokens":9000,"max_seconds":0},"errors":[],"summary":"Two lines:\\n  - b"}""";

  @Test
  void pendingDecisionIsShownWithTheCommandThatAnswersIt() {
    server.on("GET /tasks/t1", TASK);
    assertEquals(
        """
        Task:    t1
        Status:  waiting_approval
        Folder:  /w
        Started: %s
        Goal:    Clean up
          [executing] s1: remove x
        Pending: s1: Deletes x.
                 rm -rf x
                 expires soon; answer with:
                 loom approve t1 s1 --action 0123456789ab
        Steered: Keep y
        Usage:   3 min 05 s · 1/3 subtasks · 1,005 tokens · $0.25
        Budget:  max_tokens 9,000
        Changed: a.txt created
        Summary: Two lines:
                   - b
        """
            .formatted(LocalTimestamp.format("2026-01-02T03:04:05Z")),
        server.run(ExitCode.COMPLETED, "status", "t1"));
  }

  @Test
  void aRetryNamesTheTaskThatItRetries() {
    server.on("GET /tasks/t1", TASK.replace("\"retry_of\":null", "\"retry_of\":\"t0\""));
    assertTrue(server.run(ExitCode.COMPLETED, "status", "t1").contains("Retries: t0"));
  }

  @Test
  void shortenedIdIsResolvedIfOneTaskBeginsWithIt() {
    server
        .on("GET /tasks?limit=1000", "[{\"task_id\":\"t123abc\"},{\"task_id\":\"t124\"}]")
        .on("GET /tasks/t123abc", TASK);
    assertTrue(server.run(ExitCode.COMPLETED, "status", "t123").contains("Clean up"));
    server.on("GET /tasks?limit=1000", "[{\"task_id\":\"t123a\"},{\"task_id\":\"t123b\"}]");
    server.run(ExitCode.USAGE, "status", "t123");
    assertTrue(server.errors().contains("Several tasks begin with t123: t123a, t123b"));
  }

  @Test
  void unknownTaskFails() {
    server.run(ExitCode.FAILED, "status", "t2");
    assertTrue(server.errors().contains("404"), server.errors());
    assertEquals(List.of("GET /tasks/t2"), server.requests());
  }
}
