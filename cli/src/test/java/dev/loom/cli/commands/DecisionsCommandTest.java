package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DecisionsCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void eachDecisionIsShownWithItsTaskAndTheCommandThatAnswersIt() {
    server.on(
        "GET /decisions",
        """
        [{"task_id":"t1","goal":"Clean up","decision":{"kind":"approval","id":"s1.1.1.1",
          "subtask_id":"s1","text":"Deletes x.","proposed_action":"rm -rf x",
          "action_hash":"0123456789abcdef","options":[],"expires_at":"soon"}},
         {"task_id":"t2","goal":"Paint","decision":{"kind":"question","id":"q1",
          "subtask_id":"s2","text":"Which colour?","proposed_action":"","action_hash":"",
          "options":["red"],"expires_at":"later"}}]""");
    assertEquals(
        """
        Task:    t1  Clean up
        Pending: s1: Deletes x.
                 rm -rf x
                 expires soon; answer with:
                 loom approve t1 s1 --action 0123456789ab
        Task:    t2  Paint
        Pending: s2: Which colour?
                 - red
                 expires later; answer with:
                 loom answer t2 q1 TEXT
        """,
        server.run(ExitCode.COMPLETED, "decisions"));
  }

  @Test
  void anEmptyListIsSaidInWords() {
    server.on("GET /decisions", "[]");
    assertEquals("No task waits for a decision.\n", server.run(ExitCode.COMPLETED, "decisions"));
  }
}
