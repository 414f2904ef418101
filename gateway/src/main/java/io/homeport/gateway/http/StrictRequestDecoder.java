package io.homeport.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Refuses, with the connection, a request whose end somebody could see elsewhere, and one that is
 * sent so slowly that it only holds the connection. Netty alone forgives much of what {@link
 * RequestGrammar} does not; so it only gets to see what keeps to that.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {

  private final RequestGrammar grammar = new RequestGrammar();
  private final Pace pace;
  private @Nullable Future<?> checks;
  private boolean refused;

  /** Since when the head that is being read is; 0 if none is. */
  private long headSince;

  /** Since when {@link #bodyBytesThen} is; 0 outside bodies. */
  private long bodySince;

  private long bodyBytesThen;

  StrictRequestDecoder(HttpServerOptions options, Pace pace) {
    super(options);
    this.pace = pace;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    long every = Math.max(50, pace.smallest().toMillis() / 4);
    checks =
        ctx.executor()
            .scheduleWithFixedDelay(() -> check(ctx), every, every, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
    if (checks != null) {
      checks.cancel(false);
    }
    super.handlerRemoved0(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (refused) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (!(message instanceof ByteBuf bytes)) {
      super.channelRead(ctx, message);
      return;
    }
    int lawful = grammar.follow(bytes);
    boolean whole = lawful == bytes.writerIndex();
    // What came before on this connection is answered as ever.
    super.channelRead(ctx, whole ? bytes : bytes.writerIndex(lawful));
    if (!whole) {
      refused = true;
      ctx.executor().execute(() -> end(ctx, Problem.badRequest("bad-framing", grammar.wrong())));
    } else if (grammar.isInHead()) {
      headSince = headSince == 0 ? System.nanoTime() : headSince;
    } else {
      headSince = 0;
    }
  }

  private void check(ChannelHandlerContext ctx) {
    if (refused) {
      return;
    }
    long now = System.nanoTime();
    if (headSince != 0 && now - headSince > pace.head().toNanos()) {
      refuse(ctx, Problem.tooSlow());
    }
    if (!grammar.isInBody() || !ctx.channel().config().isAutoRead()) {
      // Nothing is expected, or it is the backend that does not take more.
      bodySince = 0;
    } else if (bodySince == 0) {
      bodySince = now;
      bodyBytesThen = grammar.bodyBytes();
    } else if (now - bodySince > pace.body().toNanos()) {
      if (grammar.bodyBytes() - bodyBytesThen < pace.bodyBytes()) {
        refuse(ctx, Problem.tooSlow());
      }
      bodySince = now;
      bodyBytesThen = grammar.bodyBytes();
    }
  }

  private void refuse(ChannelHandlerContext ctx, Problem problem) {
    if (!refused) {
      refused = true;
      end(ctx, problem);
    }
  }

  /** Outside of any reading: what is written during one is not flushed before the close. */
  private void end(ChannelHandlerContext ctx, Problem problem) {
    headSince = 0;
    var malformed = new MalformedRequest(problem);
    if (grammar.isInBody()) {
      ctx.fireExceptionCaught(malformed);
      return;
    }
    HttpMessage request = createInvalidMessage();
    request.setDecoderResult(DecoderResult.failure(malformed));
    ctx.fireChannelRead(request);
    ctx.fireChannelReadComplete();
  }

  @Override
  protected HttpMessage createInvalidMessage() {
    return new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request", Unpooled.EMPTY_BUFFER);
  }

  /** Never reached, since the grammar comes first; Netty alone would drop the length and go on. */
  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }
}
