/** Following compacted topics. */
package io.homeport.gateway.feed;
