package dev.loom.contracts.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import org.junit.jupiter.api.Test;

class ServiceErrorTest {
  @Test
  void onlyOverloadIsRetryableByItsKind() {
    assertTrue(ServiceException.overloaded("x").error().retryable());
    assertFalse(ServiceException.invalid("x").error().retryable());
    assertFalse(ServiceException.notFound("x").error().retryable());
    assertFalse(ServiceException.conflict("x").error().retryable());
    assertFalse(ServiceException.cancelled().error().retryable());
    assertTrue(ServiceException.failed("x", true).error().retryable());
    assertFalse(ServiceException.failed("x", false).error().retryable());
  }

  @Test
  void exceptionCarriesTheErrorAndNoStackTrace() {
    var error = new ServiceError(ServiceError.Code.CONFLICT, "The task is finished.", false);
    var exception = ServiceException.conflict("The task is finished.");
    assertEquals(error, exception.error());
    assertEquals("The task is finished.", exception.getMessage());
    assertEquals(0, exception.getStackTrace().length);
  }

  @Test
  void jsonFormIsStable() {
    assertEquals(
        "{\"code\":\"not_found\",\"detail\":\"gone\",\"retryable\":false}",
        Json.write(ServiceException.notFound("gone").error()));
  }
}
