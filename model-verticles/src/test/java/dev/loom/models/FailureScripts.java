package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Errors before the stream starts, in each protocol's own format.
interface FailureScripts extends ProviderScript {
  @ParameterizedTest
  @CsvSource({
    "400,false,rejected the request (HTTP 400: no good)",
    "401,false,check models.m.api_key",
    "402,false,rejected the request (HTTP 402: no good)",
    "403,false,check models.m.api_key",
    "404,false,The model 'm-1' was not found at http://127.0.0.1",
    "413,false,rejected the request (HTTP 413: no good)",
    "422,false,rejected the request (HTTP 422: no good)",
    "302,false,answered with a redirect",
    "408,true,is temporarily unavailable (HTTP 408: no good)",
    "409,true,is temporarily unavailable (HTTP 409: no good)",
    "429,true,limits the rate of requests (HTTP 429: no good)",
    "500,true,is temporarily unavailable (HTTP 500: no good)",
    "503,true,is temporarily unavailable (HTTP 503: no good)",
    "529,true,limits the rate of requests (HTTP 529: no good)"
  })
  default void theStatusDecidesRetryabilityAndRemedy(int status, boolean retryable, String words) {
    var server = harness().server;
    server.enqueue(server.rejection(status, "no good", "location", "http://127.0.0.1:1/"));
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertEquals(retryable, failure.isRetryable(), failure.getMessage());
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
    assertEquals(Optional.empty(), failure.retryAfter());
    assertEquals(1, server.requests.size());
  }

  @Test
  default void anErrorThatIsNotJsonIsQuoted() {
    harness().server.enqueue(StrictServer.status(502, "<html>\n bad\tgateway </html>"));
    var message = harness().failure(ProviderHarness.LONG_TIMEOUTS).getMessage();
    assertTrue(message.contains("(HTTP 502: <html> bad gateway </html>)"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "429,retry-after,7,7000",
    "429,retry-after-ms,250,250",
    "503,retry-after,2,2000",
    "529,retry-after,0.5,500",
    "429,retry-after,Mon_ 01 Jan 1990 00:00:00 GMT,0"
  })
  default void retryAfterIsPassedOn(int status, String header, String value, long millis) {
    var server = harness().server;
    server.enqueue(server.rejection(status, "slowly", header, value.replace('_', ',')));
    assertEquals(
        Optional.of(Duration.ofMillis(millis)),
        harness().failure(ProviderHarness.LONG_TIMEOUTS).retryAfter());
  }

  @ParameterizedTest
  @CsvSource({"500,false,false", "400,true,true", "429,true,true"})
  default void xShouldRetryOverridesTheStatus(int status, String header, boolean retryable) {
    var server = harness().server;
    server.enqueue(server.rejection(status, "no good", "x-should-retry", header));
    assertEquals(retryable, harness().failure(ProviderHarness.LONG_TIMEOUTS).isRetryable());
  }

  @Test
  default void aMissingModelIsNamedWithItsSetting() throws Exception {
    harness().server.models.add("another");
    harness().server.models.add("a-third");
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertFalse(failure.isRetryable());
    assertTrue(
        failure.getMessage().startsWith("The model 'm-1' was not found at"), failure.getMessage());
    assertTrue(failure.getMessage().contains("models.m.model"), failure.getMessage());
    var problem = harness().provider(ProviderHarness.LONG_TIMEOUTS).checkHealth().orElseThrow();
    assertTrue(problem.contains("'m-1'"), problem);
  }

  @Test
  default void aWrongKeyEchoedByTheServerIsNotShown() throws Exception {
    harness().server.acceptOnlyKey("sk-the-right-one");
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    var provider = harness().provider(ProviderHarness.LONG_TIMEOUTS);
    assertFalse(failure.isRetryable());
    for (var words :
        new String[] {
          failure.getMessage(), failure.toString(), provider.toString(), "" + provider.checkHealth()
        }) {
      assertFalse(words.contains(ProviderHarness.KEY), words);
    }
    assertTrue(failure.getMessage().contains("***"), "the server did show it");
    assertTrue(failure.getMessage().contains("check models.m.api_key"), failure.getMessage());
  }

  @Test
  default void serverMessagesAreTruncatedAndTheKeyIsRemoved() {
    var server = harness().server;
    server.enqueue(
        server.rejection(400, "bad key " + ProviderHarness.KEY + " " + "x".repeat(5_000)));
    var message = harness().failure(ProviderHarness.LONG_TIMEOUTS).getMessage();
    assertFalse(message.contains(ProviderHarness.KEY), message);
    assertTrue(message.length() < 400, message);
  }

  @Test
  default void theKeyIsSentWhereTheServerExpectsIt() throws Exception {
    harness().server.acceptOnlyKey(ProviderHarness.KEY);
    assertEquals("ok", harness().complete().text());
  }
}
