/** What we measure, each figure with the peer or the limit beside it, in the same run. */
package io.homeport.bench;
