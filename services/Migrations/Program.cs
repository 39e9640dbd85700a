System.Console.WriteLine("migrations");
