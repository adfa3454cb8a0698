package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelException;
import dev.loom.bus.json.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /// Google speaks of the quota and of billing for a limit per minute too.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\":{\"message\":\"You exceeded your current quota, check your billing details. Please retry in 2.4s.\"}}|2400",
        "[{\"error\":{\"message\":\"quota\",\"details\":[{\"retryDelay\":\"38s\"}]}}]|38000",
        "{\"error\":{\"message\":\"Rate limit reached for m on tokens. Please try again in 6m0.5s. Visit billing\"}}|360500",
        "{\"error\":{\"message\":\"Quota exceeded. Please try again in 250ms\"}}|250",
        "{\"error\":{\"message\":\"Call rate quota reached. Please retry after 6 seconds.\"}}|6000",
        "{\"error\":{\"message\":\"Quota exceeded for requests per minute\"}}|",
        // router-for-me/CLIProxyAPI#1666, earendil-works/pi#4172, raine/claude-code-proxy#139
        "{\"error\":{\"type\":\"usage_limit_reached\",\"message\":\"The usage limit has been reached\",\"resets_at\":1772180859,\"resets_in_seconds\":9568}}|9568000",
        // google-gemini/gemini-cli#25736 and Discord's form
        "{\"message\":\"You are being rate limited.\",\"retry_after\":1.5}|1500",
        // can1357/oh-my-pi#11689, lbjlaq/Antigravity-Manager#1303: most of the quota is left
        "{\"error\":{\"code\":429,\"message\":\"Resource has been exhausted (e.g. check quota).\",\"status\":\"RESOURCE_EXHAUSTED\"}}|",
        // Microsoft's Q&A 2119264
        "{\"error\":{\"code\":\"429\",\"message\":\"Requests have exceeded token rate limit of your current OpenAI S0 pricing tier. Please go to https://aka.ms/oai/quotaincrease to increase your quota.\"}}|",
        // anomalyco/opencode#13015: Cerebras
        "{\"message\":\"Tokens per minute limit exceeded - too many tokens processed.\",\"code\":\"token_quota_exceeded\"}|",
        // letterstory/lettertrace#34
        "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"Quota exceeded\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"38.5s\"}]}}|38500"
      })
  void aLimitThatTimeLiftsIsARateLimit(String body, Long millis) {
    var failure = status(429, Map.of(), body);
    assertTrue(failure.isRateLimited(), failure.getMessage());
    assertEquals(Optional.ofNullable(millis).map(Duration::ofMillis), failure.retryAfter());
    assertTrue(ERRORS.inStream(Json.parse("{\"code\":429,\"body\":" + body + "}")).isRateLimited());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"You exceeded your quota, retry in 5s\"}}",
        "{\"error\":{\"code\":\"1113\",\"message\":\"Insufficient balance or no resource package\"}}",
        "{\"error\":{\"message\":\"You exceeded your current quota, please check your plan and billing details.\"}}",
        // google-gemini/gemini-cli#10925
        "{\"error\":{\"message\":\"Quota exceeded for quota metric 'Requests' and limit 'Requests per day per user per tier'\",\"details\":[{\"reason\":\"RATE_LIMIT_EXCEEDED\"}]}}",
        // Gitlawb/openclaude#1528
        "{\"error\":{\"message\":\"Insufficient credits\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_credits\"}}"
      })
  void anEmptyAccountIsNoRateLimit(String body) {
    assertFalse(status(429, Map.of(), body).isRetryable());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{\"error\":{\"code\":400,\"message\":\"API key not valid\"}}]|API key not valid",
        "{\"error\":{\"message\":\"Provider returned error\",\"metadata\":{\"raw\":\"{\\\"error\\\":{\\\"message\\\":\\\"too long\\\"}}\"}}}|Provider returned error: too long",
        "{\"detail\":[{\"loc\":[\"body\",\"model\"],\"msg\":\"Field required\",\"type\":\"missing\"}]}|body.model: Field required",
        "{\"object\":\"error\",\"message\":{\"detail\":[{\"msg\":\"Extra inputs\"}]}}|Extra inputs",
        "{\"error\":{\"type\":\"x\",\"reason\":\"no space\"}}|no space",
        "{\"errors\":[\"one\",\"two\"]}|one; two",
        // anthropics/claude-code#30437: a page of Cloudflare
        "<!DOCTYPE html><!--[if lt IE 7]> <html class=\"no-js ie6\"><![endif]--><head><title>Just a moment...</title>|Just a moment...",
        // google-gemini/gemini-cli#15912: the reason is in the details
        "{\"error\":{\"message\":\"Request contains an invalid argument.\",\"details\":[{\"@type\":\"x\"},{\"fieldViolations\":[{\"field\":\"tools[0]\",\"description\":\"no type\"}]}]}}|Request contains an invalid argument. (tools[0]: no type)",
        // lbjlaq/Antigravity-Manager#1942: JSON in the message
        "{\"error\":{\"message\":\"{\\n \\\"error\\\": {\\\"message\\\": \\\"invalid argument\\\"}}\\n\"}}|invalid argument",
        // anthropics/anthropic-sdk-python#1477: Amazon Bedrock
        "{\"Message\":\"The security token is invalid\"}|The security token is invalid",
        "{\"code\":7,\"what\":\"odd\"}|{\"code\":7,\"what\":\"odd\"}"
      })
  void theReasonIsFoundInEveryForm(String body, String reason) {
    var message = status(400, Map.of(), body).getMessage();
    assertTrue(message.contains("(HTTP 400: " + reason + ")"), message);
  }

  /// Reported as amd/gaia#3501 and spring-ai-alibaba/spring-ai-extensions#29.
  @Test
  void theReasonIsFoundInAnEventOfAStream() {
    var body =
        "id:1\nevent:error\n:HTTP_STATUS/400\n"
            + "data:{\"code\":\"InvalidParameter\",\"message\":\"Range of input length\"}\n\n";
    var message = status(400, Map.of(), body).getMessage();
    assertTrue(message.contains("(HTTP 400: Range of input length)"), message);
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
    "retry-after,'Wed, 31 Dec 2025 23:00:00 GMT',0",
    // openai/openai-python#937, QwenLM/qwen-code#670, openai/openai-dotnet#838
    "x-rate-limit-reset-tokens,55,55000",
    "x-ratelimit-reset-tokens-minute,12.5,12500",
    "x-ratelimit-reset-tokens,6m0s,360000",
    "x-ratelimit-reset-tokens,250ms,250"
  })
  void retryAfterIsReadAsSecondsMillisecondsOrDate(String header, String value, long millis) {
    assertEquals(
        Optional.of(Duration.ofMillis(millis)),
        status(429, Map.of(header, value), "").retryAfter());
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 429, 500, 503, 529})
  void everyTemporaryFailureKeepsTheWait(int status) {
    assertEquals(
        Optional.of(Duration.ofSeconds(3)),
        status(status, Map.of("retry-after", "3"), "").retryAfter());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "soon", ""})
  void aResetThatNamesNoTimeIsNoWait(String value) {
    var failure = status(429, Map.of("x-ratelimit-reset-tokens", value), "");
    assertEquals(Optional.empty(), failure.retryAfter());
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"type\":\"overloaded_error\"}',true,true",
    "'{\"code\":429}',true,true",
    "'{\"type\":\"invalid_request_error\"}',false,false",
    "'{\"code\":500}',true,false",
    // earendil-works/pi#4172: the status is outside of the error
    "'{\"type\":\"usage_limit_reached\",\"resets_in_seconds\":13872}',true,true"
  })
  void anErrorInTheStreamIsClassifiedByCodeOrType(
      String error, boolean retryable, boolean rateLimited) {
    var failure = ERRORS.inStream(Json.parse(error));
    assertEquals(retryable, failure.isRetryable());
    assertEquals(rateLimited, failure.isRateLimited());
  }

  @ParameterizedTest
  @CsvSource({
    "500,'Internal server error',true",
    "502,'<html>502 Bad Gateway</html>',true",
    "503,'{\"error\":{\"message\":\"Loading model\"}}',true",
    "504,'',true",
    "520,'error code: 520',true",
    "529,'{\"error\":{\"type\":\"overloaded_error\"}}',true",
    "429,'slow down',true",
    "408,'',false",
    "501,'',false",
    "400,'bad request',false",
    "401,'',false",
    "404,'',false",
    "500,'{\"error\":\"error parsing tool call: raw=x\"}',false",
    "500,'{\"error\":{\"message\":\"tools param requires --jinja flag\"}}',false",
    // earendil-works/pi#6239: Cloudflare's timeout has no body
    "524,'',true",
    // ollama/ollama#14093
    "500,'{\"error\":\"model runner has unexpectedly stopped, check ollama server logs\"}',true",
    // NousResearch/hermes-agent#102106: waiting does not load the model
    "500,'{\"error\":{\"message\":\"model failed to load\"}}',false",
    "500,'{\"error\":\"unable to load model: /models/x.gguf\"}',false",
  })
  void onlyAnEndpointThatIsAwayIsWaitedFor(int status, String body, boolean unavailable) {
    assertEquals(unavailable, status(status, Map.of(), body).isUnavailable());
  }

  @ParameterizedTest
  @CsvSource({
    "503,'Model qwen-template-7b is overloaded',true",
    "504,'upstream timed out while parsing response header',true",
    "503,'failed to load balance',true",
    "500,'Failed to parse input at pos 4',false",
    "500,'error loading model',false"
  })
  void wordsAboutTheRequestCountOnlyForStatus500(int status, String reason, boolean unavailable) {
    var body = "{\"error\":{\"message\":\"" + reason + "\"}}";
    assertEquals(unavailable, status(status, Map.of(), body).isUnavailable());
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"code\":502,\"message\":\"Provider returned error\"}',true",
    "'{\"type\":\"api_error\",\"message\":\"Internal server error\"}',true",
    "'{\"type\":\"overloaded_error\"}',true",
    "'{\"message\":\"the model runner has stopped\"}',false",
    "'{\"code\":500,\"message\":\"Failed to parse input\"}',false",
    // tontinton/maki#897, zyycn/codex-proxy-rs#152, dust-tt/dust#428, simonw/llm#850
    "'{\"type\":\"service_unavailable_error\",\"code\":\"server_is_overloaded\"}',true",
    "'{\"code\":\"slow_down\",\"message\":\"Slow down\"}',true",
    "'{\"type\":\"server_error\",\"message\":\"That model is currently overloaded\"}',true",
    "'{\"status\":\"UNAVAILABLE\",\"message\":\"The model is overloaded\"}',true",
    "'{\"type\":\"service_unavailable_error\",\"message\":\"busy\"}',true"
  })
  void anErrorInTheStreamMayBeAnOutageToo(String error, boolean unavailable) {
    assertEquals(unavailable, ERRORS.inStream(Json.parse(error)).isUnavailable());
  }

  @Test
  void aFailedConnectionSaysWhatToCheck() {
    assertEquals(
        "No model server answers at http://127.0.0.1/v1; start it or change models.m.base_url.",
        ERRORS.connection(new ConnectException("refused")).getMessage());
    assertTrue(ERRORS.connection(new UnknownHostException("x")).isUnavailable());
    assertTrue(ERRORS.connection(new IOException("reset by peer")).isUnavailable());
    assertFalse(ERRORS.connectionLost(null).isUnavailable());
    assertFalse(
        ERRORS
            .connection(new SSLException("handshake", new CertificateException("untrusted")))
            .isRetryable());
    assertTrue(ERRORS.connection(new SSLException("closed during the handshake")).isUnavailable());
  }
}
