import { useState } from "react";
import { Link, NavLink, Outlet } from "react-router-dom";
import { AnnouncementBar } from "@/components/AnnouncementBar";
import { Logo } from "@/components/Art";
import { Button, buttonVariants } from "@/components/ui/button";
import { useAuth } from "@/hooks/useAuth";
import { cn } from "@/lib/utils";

const navClass = ({ isActive }: { isActive: boolean }) =>
  cn("rounded-full px-3 py-2 text-sm font-medium hover:bg-secondary", isActive && "bg-secondary");

function Header() {
  const { user, isStaff, signOut } = useAuth();
  const [open, setOpen] = useState(false);

  return (
    <header className="sticky top-0 z-20 border-b bg-background/90 backdrop-blur">
      <div className="container flex flex-wrap items-center justify-between gap-x-6 py-3">
        <Link to="/" className="flex items-center gap-2.5 font-display text-xl font-semibold">
          <Logo className="h-8 w-8" />
          Kiln &amp; Co
        </Link>
        <Button variant="ghost" size="sm" className="md:hidden" aria-expanded={open} onClick={() => setOpen(!open)}>
          Menu
        </Button>
        <nav
          aria-label="Main"
          onClick={() => setOpen(false)}
          className={cn("w-full flex-col gap-1 pt-3 md:flex md:w-auto md:flex-row md:items-center md:pt-0", open ? "flex" : "hidden")}
        >
          <NavLink to="/workshops" className={navClass}>
            Workshops
          </NavLink>
          {user && (
            <NavLink to="/bookings" className={navClass}>
              My bookings
            </NavLink>
          )}
          {user && (
            <NavLink to="/notes" className={navClass}>
              Notes
            </NavLink>
          )}
          {isStaff && (
            <NavLink to="/studio" className={navClass}>
              Studio
            </NavLink>
          )}
          {user ? (
            <>
              <NavLink to="/profile" className={navClass}>
                Profile
              </NavLink>
              <Button variant="outline" size="sm" onClick={signOut}>
                Sign out
              </Button>
            </>
          ) : (
            <>
              <Link to="/auth" className={navClass({ isActive: false })}>
                Sign in
              </Link>
              <Link to="/auth?mode=signup" className={buttonVariants({ size: "sm" })}>
                Join the studio
              </Link>
            </>
          )}
        </nav>
      </div>
    </header>
  );
}

function Footer() {
  return (
    <footer className="mt-24 border-t bg-secondary/50">
      <div className="container grid gap-10 py-14 sm:grid-cols-3">
        <div>
          <p className="flex items-center gap-2 font-display text-lg font-semibold">
            <Logo className="h-7 w-7" /> Kiln &amp; Co
          </p>
          <p className="mt-3 max-w-xs text-sm text-muted-foreground">
            A makers&rsquo; studio in the old ropeworks. Nine wheels, four looms, two kilns and one very opinionated cat.
          </p>
        </div>
        <div className="text-sm">
          <p className="font-semibold">Find us</p>
          <p className="mt-3 text-muted-foreground">
            The Old Ropeworks, Yard 3<br />
            Open Tuesday to Sunday, 10 to 9<br />
            Step-free from the canal side
          </p>
        </div>
        <div className="text-sm">
          <p className="font-semibold">Take part</p>
          <ul className="mt-3 space-y-2 text-muted-foreground">
            <li>
              <Link className="hover:text-foreground" to="/workshops">
                All workshops
              </Link>
            </li>
            <li>
              <Link className="hover:text-foreground" to="/auth?mode=signup">
                Become a member
              </Link>
            </li>
            <li>
              <Link className="hover:text-foreground" to="/auth?mode=signup&as=instructor">
                Teach with us
              </Link>
            </li>
          </ul>
        </div>
      </div>
      <p className="container pb-8 text-xs text-muted-foreground">© {new Date().getFullYear()} Kiln &amp; Co. Made slowly.</p>
    </footer>
  );
}

export function Layout() {
  return (
    <div className="flex min-h-screen flex-col">
      <AnnouncementBar />
      <Header />
      <main className="flex-1">
        <Outlet />
      </main>
      <Footer />
    </div>
  );
}
