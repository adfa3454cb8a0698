package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ListCommandsTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void tasksAreFilteredByStatus() {
    var created = Instant.now().minusSeconds(190);
    server.on(
        "GET /tasks?limit=20&status=executing%2Cpaused",
        """
        [{"task_id":"t1","status":"paused","created_at":"%s","completed_at":"%s",
          "subtasks":5,"completed_subtasks":3,"workspace":"%s/w","goal":"Clean up"}]"""
            .formatted(created, created.plusSeconds(7), System.getProperty("user.home")));
    assertEquals(
        """
        ID  STATUS  STARTED    TIME  DONE  FOLDER  GOAL
        t1  paused  3 min ago  7 s   3/5   ~/w     Clean up
        """,
        server.run(ExitCode.COMPLETED, "tasks", "--status", "executing,paused"));
  }

  @Test
  void emptyListIsReported() {
    server.on("GET /tasks?limit=2", "[]");
    assertEquals("No tasks.\n", server.run(ExitCode.COMPLETED, "tasks", "--limit", "2"));
    assertEquals(List.of("GET /tasks?limit=2"), server.requests());
    assertTrue(server.errors().isEmpty());
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

  @Test
  void modelsAreListed() {
    server.on(
        "GET /models",
        """
        [{"name":"main","model":"m1","provider":"ollama","tier":2,"roles":["executor"],
          "healthy":true,"circuit":"closed"}]""");
    var out = server.run(ExitCode.COMPLETED, "models");
    assertTrue(out.contains("main  m1     ollama    2     executor  yes      closed"), out);
    assertEquals(List.of("GET /models"), server.requests());
  }

  @Test
  void toolsAreListed() {
    server.on(
        "GET /tools",
        """
        [{"name":"read_file","source":"builtin","version":"1+ab","description":"Reads."}]""");
    assertEquals(
        "NAME       SOURCE   VERSION  DESCRIPTION\nread_file  builtin  1+ab     Reads.\n",
        server.run(ExitCode.COMPLETED, "tools"));
    assertEquals(List.of("GET /tools"), server.requests());
    assertTrue(server.errors().isEmpty());
  }

  @Test
  void processDefinitionsAreListed() {
    server.on(
        "GET /processes",
        """
        [{"name":"audit","version":"1.0","phases":3,"mode":"guided","description":"Audits."}]""");
    assertEquals(
        """
        NAME   VERSION  PHASES  MODE    DESCRIPTION
        audit  1.0      3       guided  Audits.
        """,
        server.run(ExitCode.COMPLETED, "processes"));
    assertEquals(List.of("GET /processes"), server.requests());
    assertTrue(server.errors().isEmpty());
  }
}
