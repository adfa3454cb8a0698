package dev.loom.gateway.webhook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;

/// Posts to addresses that users gave. It follows no redirect and reads no answer's body.
final class WebhookClient {
  private static final int CONNECT_MILLIS_MAX = 5_000;
  private static final int CONNECTIONS_MAX = 8;
  private static final int HEAD_BYTES_MAX = 8_192;

  private final HttpClient client;
  private final long answerMillisMax;
  private final String userAgent;

  WebhookClient(Vertx vertx, String version, long answerMillisMax) {
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout(CONNECT_MILLIS_MAX)
                .setMaxHeaderSize(HEAD_BYTES_MAX)
                .setDecompressionSupported(false),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
    this.answerMillisMax = answerMillisMax;
    this.userAgent = "loom/" + version;
  }

  /// Posts JSON.
  ///
  /// @param id the same at each try, so that the other side can tell a repetition
  /// @return the status it was answered with; a failure when it was not answered in time
  Future<Integer> post(String url, String id, String json) {
    RequestOptions options;
    try {
      options =
          new RequestOptions()
              .setMethod(HttpMethod.POST)
              .setAbsoluteURI(url)
              .setFollowRedirects(false)
              .setConnectTimeout(CONNECT_MILLIS_MAX);
    } catch (RuntimeException notAnAddress) {
      return Future.failedFuture(notAnAddress);
    }
    return client.request(options).compose(request -> send(request, id, json));
  }

  private Future<Integer> send(HttpClientRequest request, String id, String json) {
    return request
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.USER_AGENT, userAgent)
        .putHeader("webhook-id", id)
        .send(Buffer.buffer(json))
        .map(WebhookClient::statusOf)
        .timeout(answerMillisMax, TimeUnit.MILLISECONDS)
        .onComplete(ignored -> request.reset());
  }

  /// The reset after the head tells the response's body that it failed, which nobody minds.
  private static int statusOf(HttpClientResponse response) {
    response.exceptionHandler(ignored -> {});
    return response.statusCode();
  }
}
