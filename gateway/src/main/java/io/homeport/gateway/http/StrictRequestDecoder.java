package io.homeport.gateway.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Refuses, with the connection, a request whose end somebody could see elsewhere. Netty alone drops
 * a length beside a transfer encoding and goes on, and takes whatever ends in "chunked" for
 * chunked. That is allowed, but whoever stands before us may have gone by the length: that is how
 * requests are smuggled.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#name-message-body-length">RFC 9112, 6.3</a>
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {

  StrictRequestDecoder(HttpServerOptions options) {
    super(options);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }

  /** Called once the headers are read and before the body is looked for. */
  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    List<String> encodings = message.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    boolean clear =
        encodings.isEmpty()
            || encodings.size() == 1
                && encodings.getFirst().equalsIgnoreCase("chunked")
                && message.protocolVersion().equals(HttpVersion.HTTP_1_1);
    if (!clear) {
      throw new IllegalArgumentException("a Transfer-Encoding that is not just \"chunked\"");
    }
    return super.isContentAlwaysEmpty(message);
  }
}
