package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelException;
import dev.loom.bus.json.Json;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointErrorsTest {
  private static final EndpointErrors ERRORS = TestEndpoints.ERRORS;

  private static ModelException status(int status, Map<String, String> headers, String body) {
    return ERRORS.status(status, headers::get, body);
  }

  @Test
  void theKeyIsRemovedFromTheServersMessage() {
    var failure = status(401, Map.of(), "{\"error\":{\"message\":\"no sk-secret\"}}");
    assertEquals(
        "The model server at http://127.0.0.1/v1 rejected the key (HTTP 401: no ***); check"
            + " models.m.api_key.",
        failure.getMessage());
    assertFalse(failure.isRetryable());
  }

  @Test
  void aUsedUpQuotaIsPermanentAlthoughItIsARateLimitStatus() {
    var failure = status(429, Map.of(), "{\"error\":{\"message\":\"quota exceeded\"}}");
    assertFalse(failure.isRetryable());
    assertTrue(failure.getMessage().startsWith("The quota of the account"), failure.getMessage());
  }

  @Test
  void aTimeoutIsNotALostConnection() {
    assertEquals(
        "The model server at http://127.0.0.1/v1 did not respond in time: no response within 3 s;"
            + " check the network or models.m.base_url.",
        ERRORS.connection(new TimeoutException("no response within 3 s")).getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "retry-after,3,3000",
    "retry-after-ms,250,250",
    "retry-after,'Thu, 01 Jan 2026 00:00:09 GMT',9000",
    "retry-after,'Wed, 31 Dec 2025 23:00:00 GMT',0"
  })
  void retryAfterIsReadAsSecondsMillisecondsOrDate(String header, String value, long millis) {
    assertEquals(
        Optional.of(Duration.ofMillis(millis)),
        status(429, Map.of(header, value), "").retryAfter());
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"type\":\"overloaded_error\"}',true,true",
    "'{\"code\":429}',true,true",
    "'{\"type\":\"invalid_request_error\"}',false,false",
    "'{\"code\":500}',true,false"
  })
  void anErrorInTheStreamIsClassifiedByCodeOrType(
      String error, boolean retryable, boolean rateLimited) {
    var failure = ERRORS.inStream(Json.parse(error));
    assertEquals(retryable, failure.isRetryable());
    assertEquals(rateLimited, failure.isRateLimited());
  }

  @Test
  void aFailedConnectionSaysWhatToCheck() {
    assertEquals(
        "No model server answers at http://127.0.0.1/v1; start it or change models.m.base_url.",
        ERRORS.connection(new ConnectException("refused")).getMessage());
    assertTrue(ERRORS.connection(new UnknownHostException("x")).isRetryable());
    assertFalse(ERRORS.connection(new SSLException("untrusted")).isRetryable());
  }
}
