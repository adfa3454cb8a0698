package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.http.AddressPolicy;
import dev.loom.bus.json.Json;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.Problem.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class TaskRequestTest {
  private static TaskSpec read(String json) {
    var hosts = AddressPolicy.listed("a", List.of(), "d", List.of("no.test"), () -> 9000);
    return TaskRequest.read((ObjectNode) Json.parse(json), hosts);
  }

  private static List<String> wrongFields(String json) {
    var problem = assertThrows(Problem.class, () -> read(json));
    assertEquals(422, problem.status());
    return problem.errors().stream().map(FieldError::field).toList();
  }

  @Test
  void everyFieldIsRead() {
    assertEquals(
        new TaskSpec(
            "Do it",
            "/projects/myapp",
            Map.of("depth", 2),
            ApprovalMode.MANUAL,
            Optional.of("https://agent/done"),
            Optional.of("research-report"),
            Map.of("ticket", 7),
            Priority.HIGH,
            new Budget(5_000, 0.5, 60, 10),
            true),
        read(
            """
            {"goal": "Do it", "workspace": "/projects/myapp", "context": {"depth": 2},
             "approval_mode": "manual", "callback_url": "https://agent/done",
             "process": "research-report", "metadata": {"ticket": 7}, "priority": "high",
             "budget": {"max_tokens": 5000, "max_cost_usd": 0.5, "max_seconds": 60,
                        "max_tool_calls": 10},
             "plan_only": true}"""));
  }

  @Test
  void onlyTheGoalIsRequired() {
    assertEquals(TaskSpec.create("Do it", ""), read("{\"goal\": \"Do it\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|goal",
        "{\"goal\": \"\"}|goal",
        "{\"goal\": \" \\n\"}|goal",
        "{\"goal\": 1}|goal",
        "{\"goal\": null}|goal",
        "{\"goal\": \"g\", \"workspace\": \"src\"}|workspace",
        "{\"goal\": \"g\", \"workspace\": \"\"}|workspace",
        "{\"goal\": \"g\", \"workspace\": \"/a\\u0000b\"}|workspace",
        "{\"goal\": \"g\", \"workspace\": [\"/a\"]}|workspace",
        "{\"goal\": \"g\", \"context\": []}|context",
        "{\"goal\": \"g\", \"context\": \"x\"}|context",
        "{\"goal\": \"g\", \"approval_mode\": \"yolo\"}|approval_mode",
        "{\"goal\": \"g\", \"approval_mode\": \"AUTO\"}|approval_mode",
        "{\"goal\": \"g\", \"approval_mode\": 1}|approval_mode",
        "{\"goal\": \"g\", \"callback_url\": \"agent\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"file:///etc/passwd\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://u:p@agent/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://a b/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://x:0/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://x:65536/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://x:99999/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://x:-1/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://x:99999999999/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"https://[::1]:70000/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://x:8o80/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://x:80:81/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://:80/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http:///done\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http:x\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://bücher.example/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://a%20b/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://u@my_agent/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://a..b/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://256.1.1.1/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://[1:2]/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://NO.test/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://169.254.169.254/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://[::ffff:a9fe:a9fe]/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://127.0.0.1:9000/tasks\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://a.localhost:9000/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://[::ffff:127.0.0.1]:1/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://[::FFFF:7f00:1]/\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://agent/done#part\"}|callback_url",
        "{\"goal\": \"g\", \"callback_url\": \"http://agent/done#\"}|callback_url",
        "{\"goal\": \"g\", \"process\": \" \"}|process",
        "{\"goal\": \"g\", \"metadata\": 1}|metadata",
        "{\"goal\": \"g\", \"goals\": 1}|goals",
        "{\"goal\": \"g\", \"priority\": \"urgent\"}|priority",
        "{\"goal\": \"g\", \"priority\": 1}|priority",
        "{\"goal\": \"g\", \"plan_only\": \"yes\"}|plan_only",
        "{\"goal\": \"g\", \"plan_only\": 1}|plan_only",
        "{\"goal\": \"g\", \"budget\": 5}|budget",
        "{\"goal\": \"g\", \"budget\": []}|budget",
        "{\"goal\": \"g\", \"budget\": {\"max_tokens\": -1}}|budget.max_tokens",
        "{\"goal\": \"g\", \"budget\": {\"max_tokens\": 1.5}}|budget.max_tokens",
        "{\"goal\": \"g\", \"budget\": {\"max_tokens\": 1e30}}|budget.max_tokens",
        "{\"goal\": \"g\", \"budget\": {\"max_tokens\": 99999999999999999999}}|budget.max_tokens",
        "{\"goal\": \"g\", \"budget\": {\"max_tokens\": \"5\"}}|budget.max_tokens",
        "{\"goal\": \"g\", \"budget\": {\"max_cost_usd\": -0.1}}|budget.max_cost_usd",
        "{\"goal\": \"g\", \"budget\": {\"max_cost_usd\": true}}|budget.max_cost_usd",
        "{\"goal\": \"g\", \"budget\": {\"max_seconds\": 31536001}}|budget.max_seconds",
        "{\"goal\": \"g\", \"budget\": {\"max_tool_calls\": 1000001}}|budget.max_tool_calls",
        "{\"goal\": \"g\", \"budget\": {\"max_money\": 1}}|budget.max_money",
      })
  void aWrongFieldIsNamed(String body, String field) {
    assertEquals(List.of(field), wrongFields(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://my_agent:8080/done",
        "http://_gateway/",
        "http://agent",
        "http://agent:/done",
        "https://agent:65535/done?x=1",
        "http://[::1]:8080/",
        "http://127.0.0.1:1/",
        "http://10.0.0.1/",
        "http://agent:9000/",
        "HTTP://Agent.Example./"
      })
  void aCallbackMayNameAnyHostAndPort(String url) {
    var body = "{\"goal\": \"g\", \"callback_url\": \"" + url + "\"}";
    assertEquals(Optional.of(url), read(body).callbackUrl());
  }

  @Test
  void aWholeNumberMayBeWrittenAsADecimal() {
    assertEquals(
        5, read("{\"goal\": \"g\", \"budget\": {\"max_tokens\": 5.0}}").budget().maxTokens());
  }

  @Test
  void everyWrongFieldIsNamed() {
    assertEquals(
        List.of("goal", "workspace", "approval_mode", "colour"),
        wrongFields("{\"workspace\": \"x\", \"approval_mode\": 1, \"colour\": \"red\"}"));
  }

  @Test
  void aGoalMayHaveExactlyItsLargestLength() {
    var longest = "g".repeat(TaskSpec.GOAL_CHARS_MAX);
    assertEquals(longest, read("{\"goal\": \"" + longest + "\"}").goal());
    assertEquals(List.of("goal"), wrongFields("{\"goal\": \"" + longest + "g\"}"));
  }
}
