package dev.loom.gateway.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceError;
import dev.loom.gateway.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ProblemTest {
  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID, false, 400, invalid",
    "NOT_FOUND, false, 404, not_found",
    "CONFLICT, false, 409, conflict",
    "OVERLOADED, true, 429, overloaded",
    "UNAVAILABLE, true, 503, unavailable",
    "FAILED, true, 503, failed",
    "FAILED, false, 502, failed",
    "CANCELLED, false, 409, cancelled"
  })
  void eachServiceErrorHasItsStatusAndCode(
      ServiceError.Code error, boolean retryable, int status, String code) throws Exception {
    gateway.backend.failWith(
        Addresses.TASK_SUBMIT, new ServiceError(error, "Because \"so\".", retryable));
    var response = gateway.post("/tasks", "{\"goal\": \"Do it\"}");
    assertEquals(status, response.statusCode());
    assertEquals(
        "application/problem+json; charset=utf-8",
        response.headers().firstValue("content-type").orElseThrow());
    var problem = Json.parse(response.body());
    assertEquals("about:blank", problem.get("type").textValue());
    assertTrue(problem.get("title").isTextual());
    assertEquals(status, problem.get("status").intValue());
    assertEquals(code, problem.get("code").textValue());
    assertEquals("Because \"so\".", problem.get("detail").textValue());
    assertEquals(
        status == 429 || status == 503, response.headers().firstValue("retry-after").isPresent());
  }
}
