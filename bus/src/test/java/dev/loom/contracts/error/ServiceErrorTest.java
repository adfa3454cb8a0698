package dev.loom.contracts.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import org.junit.jupiter.api.Test;

class ServiceErrorTest {
  @Test
  void onlyOverloadIsRetryableByItsKind() {
    assertTrue(ServiceError.overloaded("x").retryable());
    assertFalse(ServiceError.invalid("x").retryable());
    assertFalse(ServiceError.notFound("x").retryable());
    assertFalse(ServiceError.conflict("x").retryable());
    assertFalse(ServiceError.cancelled().retryable());
    assertTrue(ServiceError.failed("x", true).retryable());
    assertFalse(ServiceError.failed("x", false).retryable());
  }

  @Test
  void exceptionCarriesTheErrorAndNoStackTrace() {
    var error = ServiceError.conflict("The task is finished.");
    var exception = error.toException();
    assertEquals(error, exception.error());
    assertEquals("The task is finished.", exception.getMessage());
    assertEquals(0, exception.getStackTrace().length);
  }

  @Test
  void jsonFormIsStable() {
    assertEquals(
        "{\"code\":\"not_found\",\"detail\":\"gone\",\"retryable\":false}",
        Json.write(ServiceError.notFound("gone")));
  }
}
