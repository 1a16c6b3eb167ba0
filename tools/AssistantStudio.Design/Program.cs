Console.WriteLine("This project only serves dotnet-ef. CONTRIBUTING.md says how to add a migration.");
