package dev.leat.server.demo;

import dev.leat.server.cli.Counts;
import dev.leat.server.cli.Session;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far something is: a bar at a terminal, else a line at each quarter. */
interface Progress extends AutoCloseable {

    void step();

    @Override
    void close();

    static Progress of(Session session, String what, long total) {
        return session.isTerminal(Session.Std.ERR) && session.isTerminal(Session.Std.OUT)
                ? new Bar(session, what, total)
                : new Lines(session, what, total);
    }

    /** Redrawn in place on stderr. */
    final class Bar implements Progress {

        private static final int REDRAW_MILLIS = 50;

        private final ProgressBar bar;

        private Bar(Session session, String what, long total) {
            bar = new ProgressBarBuilder()
                    .setTaskName("  " + what)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REDRAW_MILLIS)
                    .setConsumer(new ConsoleProgressBarConsumer(session.err()))
                    .build();
        }

        @Override
        public void step() {
            bar.step();
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** One line at each quarter. */
    final class Lines implements Progress {

        private final Session session;
        private final String what;
        private final long total;
        private long done;

        private Lines(Session session, String what, long total) {
            this.session = session;
            this.what = what;
            this.total = total;
        }

        @Override
        public void step() {
            done++;
            if (done * 4 / total > (done - 1) * 4 / total) {
                session.out().line("  " + Counts.format(done) + " of " + Counts.format(total) + " " + what);
                session.out().flush();
            }
        }

        @Override
        public void close() {
            // each line has been written
        }
    }
}
